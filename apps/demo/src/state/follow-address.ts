import type { Panel } from "../panel.tsx";
import { readAddress, writeAddress } from "./address.ts";

/** How long a state must rest before the address follows it: browsers allow about three changes a second. */
const rest = 300;

/**
 * Takes the state of the panels from the address of the page, now and whenever somebody changes it there, and lets the
 * address follow the state. `onMistake` hears of links that cannot be read.
 */
export function followAddress(panels: readonly Panel[], onMistake: (message: string) => void): void {
  let reading = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = () => {
    const fields = readAddress(location.hash.slice(1));
    if (fields === undefined) return;
    reading = true;
    for (const { id, slice } of panels) {
      const mistake = slice.read(fields[id] ?? {});
      if (mistake !== undefined) onMistake(mistake.message);
    }
    reading = false;
  };
  const write = () => {
    const address = writeAddress(Object.fromEntries(panels.map(({ id, slice }) => [id, slice.write()])));
    history.replaceState(null, "", address === "" ? `${location.pathname}${location.search}` : `#${address}`);
  };

  read();
  addEventListener("hashchange", read);
  for (const { slice } of panels) {
    slice.subscribe(() => {
      if (reading) return;
      clearTimeout(timer);
      timer = setTimeout(write, rest);
    });
  }
}
