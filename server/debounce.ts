export interface Debounced {
  /** Runs the action once, when no further call has come for the delay. */
  schedule: () => void;
  dispose: () => void;
}

/** An action that waits until calls pause for `milliseconds`. */
export function debounce(milliseconds: number, action: () => void): Debounced {
  let timer: NodeJS.Timeout | undefined;
  const dispose = () => clearTimeout(timer);
  return {
    schedule: () => {
      dispose();
      timer = setTimeout(action, milliseconds);
    },
    dispose,
  };
}
