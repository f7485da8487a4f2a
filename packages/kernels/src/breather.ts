/** How long the event loop may be kept waiting, in milliseconds: a frame. */
const longest = 16;

/** A function to await between pieces of work: now and then it lets events (a click, a signal, a message) have their turn. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < longest) return;
    await new Promise((resume) => setTimeout(resume, 0));
    last = performance.now();
  };
}
