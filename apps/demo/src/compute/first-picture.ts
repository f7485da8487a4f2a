/** Nothing is worth more than this wait for, in ms: what waits for the first picture then goes on without. */
const longest = 8000;

let shown: () => void = () => {};

/** When the first answer of any job has been drawn: what is heavy and can wait loads after it. */
export const firstPicture = new Promise<void>((resolve) => {
  shown = resolve;
  setTimeout(resolve, longest);
});

export const pictureShown = (): void => shown();
