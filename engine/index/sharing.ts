/** Makes one object of what facts say again and again: types are some hundred texts, and parameters some thousand, in tens of thousands of places. */
import type { FieldFact, FileFacts, ParameterFact } from '../facts/facts.ts';

const NOTHING: never[] = [];

export class Sharing {
  readonly #texts = new Map<string, string>();
  readonly #parameters = new Map<string, ParameterFact>();

  /** Puts what was seen before in the place of what says the same. */
  share({ functions, variables, records, typedefs }: FileFacts): void {
    for (const each of functions) {
      each.returns = this.#text(each.returns);
      const { parameters } = each;
      for (let at = 0; at < parameters.length; at++) parameters[at] = this.#parameter(parameters[at]!);
    }
    for (const each of variables) this.#shareType(each);
    for (const { fields } of records) for (const each of fields) this.#shareField(each);
    for (const each of typedefs) each.type = this.#text(each.type);
  }

  #shareField(field: FieldFact): void {
    this.#shareType(field);
    for (const each of field.members ?? NOTHING) this.#shareField(each);
  }

  #shareType(typed: { type: string; dimensions: string[] }): void {
    typed.type = this.#text(typed.type);
    if (typed.dimensions.length === 0) typed.dimensions = NOTHING;
  }

  #text(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  #parameter(parameter: ParameterFact): ParameterFact {
    const known = this.#parameters.get(parameter.text);
    if (known?.name === parameter.name && known) return known;
    this.#parameters.set(parameter.text, parameter);
    return parameter;
  }
}
