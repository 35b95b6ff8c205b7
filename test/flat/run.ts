/** `npm run flat`: 10,000 edits, 1,000 documents opened and closed, 50 switches of the branch. Fails if the last quarters differ by more than 5 % of memory. */
import { parseArgs } from 'node:util';
import { removeFolders } from '../support/folders.ts';
import { liveThrough } from './flat.ts';

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '10000' },
    opens: { type: 'string', default: '1000' },
    switches: { type: 'string', default: '50' },
  },
});
const day = { edits: Number(values.edits), opens: Number(values.opens), switches: Number(values.switches) };
const { quarters, before, after } = await liveThrough(day, (quarter, memory) => console.log(`quarter ${quarter + 1}: ${memory} MB`));
removeFolders();
const [third, fourth] = [quarters[2]!, quarters[3]!];
const grown = ((fourth - third) / third) * 100;
const same = JSON.stringify(before) === JSON.stringify(after);
console.log(
  `${day.edits} edits, ${day.opens} opens, ${day.switches} switches: ${grown.toFixed(1)} % between the last quarters; answers ${same ? 'as before' : 'DIFFER'}`,
);
process.exitCode = Math.abs(grown) > 5 || !same ? 1 : 0;
