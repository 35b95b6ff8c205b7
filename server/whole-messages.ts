/** Messages in one piece each: the library writes a head and then a body, and whoever reads is woken up for both. */
import { Writable } from 'node:stream';

const END_OF_HEAD = '\r\n\r\n';

/** A stream that hands a head on together with what is written next. Errors of `out` are its own. */
export function wholeMessages(out: NodeJS.WritableStream): Writable {
  let head = '';
  const whole = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _, done) => {
      if (typeof chunk === 'string' && chunk.endsWith(END_OF_HEAD)) {
        head += chunk;
        done();
        return;
      }
      const message = Buffer.concat([Buffer.from(head, 'latin1'), typeof chunk === 'string' ? Buffer.from(chunk) : chunk]);
      head = '';
      out.write(message, done);
    },
    final: (done) => {
      out.end(done);
    },
  });
  out.on('error', (error) => whole.destroy(error));
  out.on('close', () => whole.destroy());
  return whole;
}
