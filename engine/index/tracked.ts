/** The index as seen by answers that are remembered: what they look at is noted as their source. */
import type { FileFacts, MacroFact, Span } from '../facts/facts.ts';
import { detached } from '../text/detached.ts';
import { equal } from './equal.ts';
import type { Index } from './index.ts';
import type { Memo } from './memo.ts';
import type { Found, Names } from './names.ts';
import { fileSource, filesSource, listSource, searchSource } from './searches.ts';

/** The index, noting in `memo` what is looked up: names, parts of a file's facts, texts, what searches find. */
export function trackedNames(index: Index, memo: Memo): Names {
  const looked = <Fact extends object>(key: string, name: string, from: string, look: () => Found<Fact>[]): Found<Fact>[] =>
    memo.settled(
      key,
      () => {
        memo.note(`name:${name}`);
        memo.note('includes');
        memo.note(`sees:${from}`);
        return look();
      },
      { same: sameFinds },
    );
  const noted =
    <Fact extends object>(kind: string, isKnown: (name: string) => boolean, look: (name: string, from: string) => Found<Fact>[]) =>
    (name: string, from: string): Found<Fact>[] => {
      if (isKnown(name)) return looked(`${kind} ${name} ${from}`, name, from, () => look(name, from));
      memo.note(`name:${name}`);
      return [];
    };
  const seen = new WeakMap<FileFacts, FileFacts>();
  return {
    files: () => {
      memo.note('files');
      return index.files();
    },
    facts: (file) => {
      memo.note(`known:${file}`);
      const facts = index.facts(file);
      if (!facts) return undefined;
      const parts = seen.get(facts) ?? new Parts(facts, memo);
      seen.set(facts, parts);
      return parts;
    },
    text: (file) => {
      memo.note(`text:${file}`);
      return index.text(file);
    },
    written: (file, { start, end }) =>
      memo.settled(`written ${file} ${start} ${end}`, () => {
        memo.note(`text:${file}`);
        return detached(index.written(file, { start, end }));
      }),
    included: (file) =>
      memo.settled(`included by ${file}`, () => {
        memo.note('includes');
        memo.note(`sees:${file}`);
        return index.included(file);
      }),
    functions: noted('function', index.knows.functions, (name, from) => index.functions(name, from)),
    variables: noted('variable', index.knows.variables, (name, from) => index.variables(name, from)),
    macros: (name, from, at) => {
      if (!index.knows.macros(name)) {
        memo.note(`name:${name}`);
        return [];
      }
      return looked(`macro ${name} ${from} ${at}`, name, from, (): Found<MacroFact>[] => {
        // Which definitions hold at a place depends on the branch around it.
        if (at !== undefined) memo.note(`regions:${from}`);
        return index.macros(name, from, at);
      });
    },
    records: noted('record', index.knows.records, (name, from) => index.records(name, from)),
    enums: noted('enum', index.knows.enums, (tag, from) => index.enums(tag, from)),
    enumerators: noted('enumerator', index.knows.enumerators, (name, from) => index.enumerators(name, from)),
    typedefs: noted('typedef', index.knows.typedefs, (name, from) => index.typedefs(name, from)),
    search: (key, look, needle) => {
      memo.note(searchSource(key));
      return index.search(key, look, needle);
    },
    searchIn: (key, part, look) => {
      memo.note(searchSource(key));
      return index.searchIn(key, part, look);
    },
    searchByFile: (key, part, look) => {
      const finds = index.searchByFile(key, part, look);
      return {
        files: () => {
          memo.note(filesSource(key));
          return finds.files();
        },
        in: (file) => {
          memo.note(fileSource(key, file));
          return finds.in(file);
        },
      };
    },
    listed: (key, listing, word) => {
      const source = listSource(key, word);
      return memo.settled(
        source,
        () => {
          memo.note(source);
          return index.listed(key, listing, word);
        },
        { same: sameFinds },
      );
    },
  };
}

/** The source of answers that were handed a declaration, and use what it says. */
export function factSource({ file, fact }: Found<{ nameSpan: Span }>): string {
  return `fact:${file}:${fact.nameSpan.start}`;
}

/** For `Memo`: an answer is made of these declarations, which whoever asks found. */
export function handed(...found: readonly Found<{ nameSpan: Span }>[]): { handed: string[] } {
  return { handed: found.map(factSource) };
}

function sameFinds(before: readonly Found<unknown>[], after: readonly Found<unknown>[]): boolean {
  return (
    before.length === after.length &&
    before.every((one, at) => {
      const other = after[at]!;
      return one.file === other.file && one.ambiguous === other.ambiguous && equal(one.fact, other.fact);
    })
  );
}

/** The facts of a file, part by part. */
class Parts implements FileFacts {
  readonly file: string;
  readonly #facts: FileFacts;
  readonly #memo: Memo;

  constructor(facts: FileFacts, memo: Memo) {
    this.file = facts.file;
    this.#facts = facts;
    this.#memo = memo;
  }

  get includes(): FileFacts['includes'] {
    return this.#part('includes');
  }

  get regions(): FileFacts['regions'] {
    return this.#part('regions');
  }

  get macros(): FileFacts['macros'] {
    return this.#part('macros');
  }

  get undefs(): FileFacts['undefs'] {
    return this.#part('undefs');
  }

  get functions(): FileFacts['functions'] {
    return this.#part('functions');
  }

  get variables(): FileFacts['variables'] {
    return this.#part('variables');
  }

  get records(): FileFacts['records'] {
    return this.#part('records');
  }

  get enums(): FileFacts['enums'] {
    return this.#part('enums');
  }

  get typedefs(): FileFacts['typedefs'] {
    return this.#part('typedefs');
  }

  get assigned(): FileFacts['assigned'] {
    return this.#part('assigned');
  }

  get exported(): FileFacts['exported'] {
    return this.#part('exported');
  }

  get errors(): FileFacts['errors'] {
    return this.#part('errors');
  }

  #part<Part extends keyof FileFacts>(part: Part): FileFacts[Part] {
    this.#memo.note(`${part}:${this.file}`);
    return this.#facts[part];
  }
}
