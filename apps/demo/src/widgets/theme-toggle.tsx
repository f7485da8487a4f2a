import { settings } from "../state/settings.ts";
import { useSlice } from "../state/use-slice.ts";

const next = { system: "light", light: "dark", dark: "system" } as const;
const words = { system: "as the system has it", light: "light", dark: "dark" } as const;
const pictures = {
  system: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2v14a7 7 0 0 1 0-14z",
  light:
    "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zm0 18h2v4h-2zM1 11h4v2H1zm18 0h4v2h-4zM4.2 5.6l1.4-1.4 2.8 2.8L7 8.4zM15.6 17l1.4-1.4 2.8 2.8-1.4 1.4zM15.6 7l2.8-2.8 1.4 1.4L17 8.4zM4.2 18.4 7 15.6 8.4 17l-2.8 2.8z",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
} as const;

/** Colours: light, dark, or as the system has it. */
export function ThemeToggle() {
  const { theme } = useSlice(settings);
  const title = `Colours: ${words[theme]}`;
  return (
    <button type="button" class="icon" title={title} aria-label={title} onClick={() => settings.set({ theme: next[theme] })}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path d={pictures[theme]} />
      </svg>
    </button>
  );
}
