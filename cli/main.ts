/** Entry point: connects the command line to the process. Never calls process.exit, so that all output is written before the end. */
import { setFlagsFromString } from 'node:v8';
import { cacheFolder } from '@dmabuf-mapping/workspace';
import { type Io, run } from './index.ts';

// A run is over before most of the code that V8 would make faster by default has paid for that: a third of the processor's time. Threads follow.
setFlagsFromString('--interrupt-budget=400000');

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has seen enough, as `head` does: no reason to complain.
    if (error.code !== 'EPIPE') throw error;
  });
}

const io: Io = {
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  environment: process.env,
  directory: process.cwd(),
  cacheFolder: cacheFolder(),
};

run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});

function output(stream: NodeJS.WriteStream): Io['stdout'] {
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY === true, columns: stream.columns };
}
