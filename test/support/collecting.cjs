// Loaded before a program that runs with --expose-gc: it collects garbage when it gets SIGUSR2, so that what is left is what is held.
process.on('SIGUSR2', () => global.gc?.());
