import { useEffect, useRef } from "preact/hooks";

export interface PlayButtonProps {
  readonly playing: boolean;
  /** What it plays: "training". */
  readonly what: string;
  readonly onChange: (playing: boolean) => void;
}

export function PlayButton({ playing, what, onChange }: PlayButtonProps) {
  return (
    <button type="button" class="play" aria-label={`${playing ? "Pause" : "Play"} ${what}`} onClick={() => onChange(!playing)}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        {playing ? <path d="M7 5h3.5v14H7zM13.5 5H17v14h-3.5z" /> : <path d="M8 4.5v15l12-7.5z" />}
      </svg>
    </button>
  );
}

/** Calls `onFrame` with the seconds since the last frame while `playing`. */
export function useFrames(playing: boolean, onFrame: (seconds: number) => void): void {
  const newest = useRef(onFrame);
  newest.current = onFrame;
  useEffect(() => {
    if (!playing) return;
    let before: number | undefined;
    let frame = requestAnimationFrame(function step(now) {
      newest.current(Math.min(0.1, (now - (before ?? now)) / 1000));
      before = now;
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
}
