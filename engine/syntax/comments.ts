const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;

/** Code with a blank for each comment; one that nothing closes goes on to the end. Strings count as code. Never throws. */
export function withoutComments(code: string): string {
  return code.replace(COMMENT, ' ');
}
