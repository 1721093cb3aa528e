import { Presets, SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 5_000;

/** Shows how far the play is: a bar on a terminal, a line every few seconds elsewhere. */
export interface Progress {
  advance(): void;
  /** Ends the showing, and leaves the cursor at the start of a line. */
  stop(): void;
}

/** Starts to show a chapter of so many steps. */
export function showProgress(chapter: string, steps: number, output: NodeJS.WriteStream = process.stdout): Progress {
  return output.isTTY ? bar(chapter, steps, output) : lines(chapter, steps, output);
}

function bar(chapter: string, steps: number, output: NodeJS.WriteStream): Progress {
  const shown = new SingleBar(
    {
      stream: output,
      format: `${chapter.padEnd(14)} {bar} {percentage} % · {value} of {total} · {duration_formatted}`,
      hideCursor: true,
      etaBuffer: 200,
      fps: 8,
    },
    Presets.shades_classic,
  );
  shown.start(steps, 0);
  return {
    advance: () => {
      shown.increment();
    },
    stop: () => {
      shown.stop();
    },
  };
}

function lines(chapter: string, steps: number, output: NodeJS.WriteStream): Progress {
  let done = 0;
  let writtenAt = performance.now();
  const write = (): void => {
    output.write(`${chapter}: ${String(done)} of ${String(steps)}\n`);
  };
  return {
    advance: () => {
      done += 1;
      if (performance.now() - writtenAt < LINE_EVERY_MS) return;
      writtenAt = performance.now();
      write();
    },
    stop: write,
  };
}
