/** What the server looks at. Editors call headers C++ unless told otherwise, so those count by name. */
export const DOCUMENTS = [
  { scheme: 'file', language: 'c' },
  { scheme: 'file', pattern: '**/*.h' },
];
