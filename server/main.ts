/** Entry of the language server process where it runs from sources. */
import { run } from './run.ts';

run(process.argv.slice(2));
