/** A driver while it is written: a source file, and where something asks for them a header and a second source file. */
import type { Draw } from '../proof/draw.ts';

/** Stands before a place where the defect may be reported; taken out before anybody reads the text. */
export const MARK = '\u00a7';

/** Parameters of the function that a text is written for: what a helper has to be given. */
export type Context = readonly { type: string; name: string }[];

const STEMS = ['kelp', 'brine', 'ocarina', 'tufa', 'q7', 'heron', 'xyl', 'lumen', 'basalt', 'pico', 'vole', 'juniper'];
const INCLUDES = ['linux/dma-buf-mapping.h', 'linux/dma-buf.h', 'linux/kernel.h', 'linux/pci.h', 'linux/module.h', 'linux/slab.h'];

export interface SeededFile {
  path: string;
  text: string;
}

export class Scene {
  readonly draw: Draw;
  readonly stem: string;
  readonly folder: string;
  /** Files that are not this driver's: others of the tree, or ones that take the place of the tree's own. */
  readonly extra: SeededFile[] = [];
  /** What the driver defines may be used from its second file, too. */
  readonly shared: boolean;
  #main: string[] = [];
  #header: string[] = [];
  #second: string[] = [];
  #local = new Set<string>();
  #macros = new Map<string, string>();
  #asked = new Set<string>();
  #count = 0;

  constructor(draw: Draw, number: number) {
    this.draw = draw;
    this.stem = `${draw.one(STEMS)}${number}`;
    this.folder = `drivers/seeded/${number < 100 ? 'main' : `beside${number}`}`;
    this.shared = draw.chance(40);
  }

  /** A name that nothing else has, at file scope. */
  name(word: string): string {
    const number = this.#count++;
    return number === 0 || this.draw.chance(60) ? `${this.stem}_${word}${number}` : `__${this.stem}_${word}_${number}`;
  }

  macroName(word: string): string {
    return this.name(word).toUpperCase();
  }

  /** True the first time: a question that was asked before may have been answered by leaving. */
  asks(question: string): boolean {
    const fresh = !this.#asked.has(question);
    this.#asked.add(question);
    return fresh;
  }

  /** Adds to the source file. */
  main(...lines: string[]): void {
    this.#main.push(...lines);
  }

  header(...lines: string[]): void {
    this.#header.push(...lines);
  }

  second(...lines: string[]): void {
    this.#second.push(...lines);
  }

  /** Says that this name only means something in the source file. */
  keepLocal(name: string): void {
    this.#local.add(name);
  }

  /** True if the text can stand in the header or the second file as well. */
  isPortable(text: string): boolean {
    return !(text.match(/\w+/g) ?? []).some((word) => this.#local.has(word));
  }

  /** Defines an object that no configuration lacks: static, or declared in the header and defined here or in the second file. */
  object(type: string, name: string, initializer: string): void {
    const text = `${type} ${name} = ${initializer};`;
    if (!this.shared || !this.isPortable(initializer)) {
      this.keepLocal(name);
      this.main(`static ${text}`);
      return;
    }
    this.header(`extern ${type} ${name};`);
    if (this.draw.chance(50)) this.main(text);
    else this.second(text);
  }

  /** Defines a function in one of the places a helper may have, and answers its name. */
  helper(word: string, returns: string, parameters: string, body: readonly string[]): string {
    const name = this.name(word);
    const lines = ['{', ...body.map((line) => (line.startsWith('#') ? line : `\t${line}`)), '}', ''];
    const mark = body.some((line) => line.includes(MARK)) ? MARK : '';
    const plain = `${returns}${returns.endsWith('*') ? '' : ' '}${name}(${parameters})`;
    const head = `${mark}${plain}`;
    const places = this.isPortable(`${parameters} ${body.join(' ')}`) ? ['main', 'main', 'inline', 'second'] : ['main'];
    const place = this.draw.one(places);
    if (place === 'main') {
      this.keepLocal(name);
      this.main(`static ${this.draw.chance(20) ? 'inline ' : ''}${head}`, ...lines);
    } else if (place === 'inline') {
      this.header(`static inline ${head}`, ...lines);
    } else {
      this.header(`${plain};`);
      this.second(head, ...lines);
    }
    return name;
  }

  /** All names in a text, those that its macros bring included. */
  words(text: string): Set<string> {
    const found = new Set(text.match(/\w+/g));
    for (const word of found) for (const inner of this.#macros.get(word)?.match(/\w+/g) ?? []) found.add(inner);
    return found;
  }

  /** Defines a macro, here or in the header. */
  macro(word: string, parameters: string, body: string): string {
    const name = this.macroName(word);
    this.#macros.set(name, body);
    const lines = `#define ${name}${parameters} ${body}`.split('\n');
    const text = lines.map((line, index) => (index === lines.length - 1 ? line : `${line}${'\t'} \\`));
    if (this.draw.chance(25) && this.isPortable(body)) this.header(...text);
    else {
      this.keepLocal(name);
      this.main(...text);
    }
    return name;
  }

  /** Marks the place where an object of the source file gets its value. */
  markDefinition(name: string): void {
    this.#main = this.#main.map((line) => (new RegExp(`\\b${name} =`).test(line) ? `${MARK}${line}` : line));
  }

  /** All files. */
  files(): SeededFile[] {
    const include = INCLUDES.map((path) => `#include <${path}>`);
    const guard = `_${this.stem.toUpperCase()}_H`;
    const header = [`#ifndef ${guard}`, `#define ${guard}`, ...include, '', ...this.#header, '', '#endif', ''];
    const source = (lines: readonly string[]) => [...include, '#include "driver.h"', '', ...lines, ''].join('\n');
    return [
      { path: `${this.folder}/driver.c`, text: source(this.#main) },
      { path: `${this.folder}/driver.h`, text: header.join('\n') },
      { path: `${this.folder}/util.c`, text: source(this.#second) },
      ...this.extra,
    ];
  }
}
