import type { Fix } from '../answers.ts';
import { fillCounter } from '../fixes/counters.ts';
import { textEdits } from '../fixes/edits.ts';
import { listElements } from '../fixes/layout.ts';
import { declaredBraces, measuredArray, passesWholeArray, sizeofOperand } from '../fixes/lists.ts';
import { functionAt } from '../fixes/scope.ts';
import { closing, type Token, tokens, withoutParentheses } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Offer, Place } from '../negotiate/offer.ts';
import { byPlace, listName, listUses, spelledAt, tokensAt, writtenAt, writtenLength } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { counted, whenPhrase } from './words.ts';

const MATCH_STRUCT = 'dma_buf_mapping_match';

/** The length that goes with a list is not the list's length. */
export const listLength: Rule = {
  id: 'list-length',
  severity: 'error',
  summary: "a length that is not the list's: in bytes, of another array, or longer than the list",
  check(analysis) {
    const lengths = listUses(analysis).flatMap(({ offer }) => (offer.length ? [{ offer, at: offer.length }] : []));
    return byPlace(lengths, ({ at }) => at).flatMap(({ at, values }) => {
      const offers = values.map(({ offer }) => offer);
      const message = inBytes(analysis, at, offers) ?? ofAnotherArray(analysis, at, offers) ?? tooLong(analysis, at, offers);
      return message ? [finding(analysis, at, offers, message)] : [];
    });
  },
};

function finding(analysis: Analysis, at: Place, offers: Offer[], message: string): RawFinding {
  const declared = offers[0]!.declared;
  return {
    at,
    message,
    related: declared ? [{ at: declared.at, message: `\`${declared.name}\` is declared here` }] : [],
    fixes: () => passTheArraySize(analysis, at, offers),
  };
}

function inBytes(analysis: Analysis, at: Place, offers: Offer[]): string | undefined {
  const offer = offers.find(
    (candidate) => passesWholeArray(analysis, candidate) && sizeofOperand(tokensAt(analysis, at)) === candidate.declared?.name,
  );
  if (!offer) return undefined;
  const has = offer.elements === undefined ? '' : `, which has ${counted(offer.elements, 'entry', 'entries')}`;
  return `\`${writtenAt(analysis, at)}\` is a number of bytes, not of entries: the core reads past the end of \`${offer.declared?.name}\`${has}`;
}

function ofAnotherArray(analysis: Analysis, at: Place, offers: Offer[]): string | undefined {
  const other = measuredArray(computed(analysis, at));
  const offer = offers[0]!;
  if (!other || offers.some(({ declared }) => declared?.name !== offer.declared?.name) || !passesWholeArray(analysis, offer))
    return undefined;
  const name = offer.declared!.name;
  if (other === name || !isMatchArray(analysis, at, other) || boundTogether(analysis, at, offer, other)) return undefined;
  const { count, elements } = offer;
  const effect =
    count === undefined || elements === undefined || count === elements
      ? ''
      : count > elements
        ? `: the core reads past the end of \`${name}\`, which has ${counted(elements, 'entry', 'entries')}`
        : `: the last ${elements - count === 1 ? 'entry' : `${elements - count} entries`} of \`${name}\` ${elements - count === 1 ? 'is' : 'are'} never looked at`;
  return `\`${writtenAt(analysis, at)}\` is the length of \`${other}\`, but the list is \`${name}\`${effect}`;
}

const SPELLINGS_DEEP = 6;

/** The tokens that say what stands there: through a local that is set once and used here, macros, and parentheses. */
function computed(analysis: Analysis, at: Place, deep = SPELLINGS_DEEP): readonly Token[] {
  const all = withoutParentheses(tokensAt(analysis, at));
  const [name, next] = all;
  if (name?.kind !== 'name' || deep === 0) return all;
  const into = (part: readonly Token[]) =>
    part.length === 0 ? all : computed(analysis, { file: at.file, start: part[0]!.start, end: part.at(-1)!.end }, deep - 1);
  const macros = analysis.names.macros(name.text, at.file);
  const macro = macros.length === 1 ? macros[0] : undefined;
  if (all.length === 1 && macro?.fact.parameters === undefined && macro)
    return computed(analysis, { file: macro.file, ...macro.fact.bodySpan }, deep - 1);
  if (all.length === 1) return into(localValue(analysis, at, name));
  if (next?.text !== '(' || closing(all, 1) !== all.length - 1 || !macro) return all;
  const body = withoutParentheses(tokensAt(analysis, { file: macro.file, ...macro.fact.bodySpan })).map(({ text }) => text);
  const handsOn = body.length === 1 && [...(macro.fact.parameters ?? []), '__VA_ARGS__'].includes(body[0]!);
  return handsOn ? into(all.slice(2, -1)) : all;
}

/** What a local is set to, if the function mentions it nowhere else than here. */
function localValue(analysis: Analysis, at: Place, name: Token): Token[] {
  const facts = analysis.names.facts(at.file);
  const body = facts && functionAt(facts, at.start)?.bodySpan;
  if (!body) return [];
  const all = tokens(analysis.names.text(at.file) ?? '', body);
  const [first, second, ...more] = all.flatMap(({ text }, index) => (text === name.text ? [index] : []));
  if (first === undefined || second === undefined || more.length > 0) return [];
  if (all[first + 1]?.text !== '=' || all[second]!.start !== name.start) return [];
  return all.slice(
    first + 2,
    all.findIndex(({ text }, index) => index > first && text === ';'),
  );
}

function tooLong(analysis: Analysis, at: Place, offers: Offer[]): string | undefined {
  const long = offers.filter(({ count, elements }) => count !== undefined && elements !== undefined && count > elements);
  const offer = long[0];
  if (!offer || isFillCounter(analysis, at, offer)) return undefined;
  const length = writtenLength(offer) ? writtenAt(analysis, at) : undefined;
  const value =
    length === undefined ? `the length ${offer.count}` : /^\d+[uUlL]*$/.test(length) ? `\`${length}\`` : `\`${length}\`, ${offer.count},`;
  const when = whenPhrase(long.map(({ conditions }) => conditions));
  const name = listName(analysis, offer);
  const list = name === 'the list' ? name : `\`${name}\``;
  return `${value} is longer than ${list}${when}, which has ${counted(offer.elements!, 'entry', 'entries')}: the core reads past its end`;
}

/** A counter that runs past the end is a matter of the writes, not of the length. */
function isFillCounter(analysis: Analysis, at: Place, offer: Offer): boolean {
  const text = analysis.names.text(at.file);
  const facts = analysis.names.facts(at.file);
  const body = facts && functionAt(facts, at.start)?.bodySpan;
  return (
    offer.declared !== undefined &&
    text !== undefined &&
    body !== undefined &&
    fillCounter(text, body, offer.declared.name) === spelledAt(analysis, at)
  );
}

/** True if the name is a known array of match entries there. */
function isMatchArray(analysis: Analysis, at: Place, name: string): boolean {
  const facts = analysis.names.facts(at.file);
  const scope = facts && functionAt(facts, at.start)?.name;
  const local = facts?.variables.find((variable) => variable.name === name && variable.function === scope);
  const variable = local ?? analysis.names.variables(name, at.file)[0]?.fact;
  return variable?.tag === MATCH_STRUCT && variable.pointers === 0 && variable.dimensions.length === 1;
}

/**
 * True if the list may well have the other array's length on purpose: it is declared with it, or some statement of the function, apart from the call,
 * handles both.
 */
function boundTogether(analysis: Analysis, at: Place, offer: Offer, other: string): boolean {
  const text = analysis.names.text(at.file);
  const facts = analysis.names.facts(at.file);
  const body = facts && functionAt(facts, at.start)?.bodySpan;
  if (text === undefined || !body) return false;
  const statements: Token[][] = [[]];
  for (const token of tokens(text, body)) {
    if (token.start >= offer.call.start && token.end <= offer.call.end) continue;
    if (/^[;{}]$/.test(token.text)) statements.push([]);
    else statements.at(-1)!.push(token);
  }
  const mentions = (statement: Token[], name: string) => statement.some((token) => token.text === name);
  return statements.some(
    (statement) =>
      mentions(statement, other) && (mentions(statement, offer.declared!.name) || /^(?:for|while)$/.test(statement[0]?.text ?? '')),
  );
}

function passTheArraySize(analysis: Analysis, at: Place, offers: Offer[]): Fix[] {
  const offer = offers[0]!;
  const complete = offers.every(
    (o) => passesWholeArray(analysis, o) && o.declared?.name === offer.declared?.name && isFilled(analysis, o) && writtenLength(o),
  );
  if (!complete) return [];
  const newText = `ARRAY_SIZE(${offer.declared!.name})`;
  if (newText === spelledAt(analysis, at)) return [];
  return [{ title: `Pass \`${newText}\``, safe: true, edits: textEdits(analysis, at.file, [{ start: at.start, end: at.end, newText }]) }];
}

/** True if every entry of the array is known to be set, whatever the length covers. */
function isFilled(analysis: Analysis, offer: Offer): boolean {
  if (offer.elements === undefined) return false;
  if (offer.entries.length === offer.elements) return offer.entries.every(({ type }) => type.known);
  const braces = declaredBraces(analysis, offer);
  const text = offer.declared && analysis.names.text(offer.declared.at.file);
  const elements = braces === undefined || text === undefined ? undefined : listElements(text, braces);
  return elements?.length === offer.elements && !elements.some(({ start }) => text?.[start] === '[');
}
