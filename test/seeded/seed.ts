/** What a rule is tried with: ways to put its defect into a program, and things that only look like it. */
import type { Scene } from './scene.ts';

export interface Seed {
  rule: string;
  /** Each writes one driver with one defect, with marks where the rule may report it. */
  defects: Record<string, (scene: Scene) => void>;
  /** Each writes one driver with nothing wrong. */
  alikes: Record<string, (scene: Scene) => void>;
  /** No compiler takes what is wrong here. */
  uncompiled?: true;
  /** Rules that have the same to say about the defect in other words. */
  also?: readonly string[];
}
