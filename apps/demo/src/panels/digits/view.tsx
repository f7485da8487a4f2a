import "./digits.css";
import { formatNumber } from "@ntkit/plots";
import { useState } from "preact/hooks";
import { remoteJob } from "../../compute/client.ts";
import { useJob } from "../../compute/use-job.ts";
import { NetworkEditor } from "../../network/network-editor.tsx";
import type { PanelProps } from "../../panel.tsx";
import { ExportMenu } from "../../widgets/export-menu.tsx";
import { Stage, Trouble } from "../../widgets/layout.tsx";
import { NumbersTable } from "../../widgets/numbers-table.tsx";
import { Toggle } from "../../widgets/select.tsx";
import { Slider } from "../../widgets/slider.tsx";
import { TimeSlider } from "../../widgets/time-slider.tsx";
import { blank, drawingOf, side } from "./drawing.ts";
import { codeOf, experimentOf, tableOf } from "./exports.ts";
import { AccuracyChart, ClosestCalls, EigenDigits, OutputsChart, Pulls } from "./figures.tsx";
import { Pad } from "./pad.tsx";
import type { DigitsState } from "./panel.ts";
import { Explanation } from "./prose.tsx";
import { span, testCount, times } from "./setting.ts";

const job = remoteJob<typeof import("./compute.ts")>("digits");
const [lookJob, galleryJob] = [job("look"), job("gallery")];

export function DigitsView({ state, set }: PanelProps<DigitsState>) {
  const { network, count, drawing, time } = state;
  const [rubber, setRubber] = useState(false);
  const [next, setNext] = useState(0);
  const looked = useJob(lookJob, { network, count, drawing, time }, { name: "digits: picture" });
  const pictures = useJob(galleryJob, { count }, { name: "digits: images" });
  const [look, gallery] = [looked.value, pictures.value];
  const learning = looked.running && (look === undefined || look.count !== count || JSON.stringify(look.network) !== JSON.stringify(network));
  // Numbers of training images mean nothing in the pictures of another training set.
  const both = look && gallery && gallery.trainLabels.length === look.count ? { look, gallery } : undefined;
  const choose = (image: number) => gallery && set({ drawing: drawingOf(gallery.test.subarray(image * side * side, (image + 1) * side * side)) });
  return (
    <>
      <Stage
        figure={
          <>
            <div class="desk">
              <div class="paper">
                <Pad drawing={drawing} onChange={(to) => set({ drawing: to })} rubber={rubber} />
                <div class="tools">
                  <button type="button" class="quiet" onClick={() => set({ drawing: blank })}>
                    Clear
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    disabled={gallery === undefined}
                    onClick={() => {
                      choose(next);
                      setNext((next + 1) % testCount);
                    }}
                  >
                    A test image
                  </button>
                  <Toggle label="rubber" value={rubber} onChange={setRubber} />
                </div>
              </div>
              <div class="answer">
                {look && <OutputsChart look={look} />}
                <div class="learning" role="status">
                  {learning && (
                    <>
                      <progress aria-label="Learning" /> Learning {count} images …
                    </>
                  )}
                </div>
              </div>
            </div>
            <TimeSlider time={time} from={span.from} to={span.to} onChange={(to) => set({ time: to })} />
            {both && <Pulls {...both} />}
            {look && (
              <div class="pair">
                <AccuracyChart course={look.course} time={time} accuracy={look.accuracy} />
                <EigenDigits course={look.course} />
              </div>
            )}
            <Trouble of={looked} />
          </>
        }
        controls={
          <>
            <Slider label="Training images" value={count} min={50} max={600} step={50} onChange={(to) => set({ count: to })} />
            <NetworkEditor network={network} onChange={(to) => set({ network: to })} />
          </>
        }
      />
      {both && <Explanation {...both} />}
      {both && <ClosestCalls {...both} onChoose={choose} />}
      {look && (
        <NumbersTable
          caption="Accuracy of the mean along training time"
          columns={[
            { name: "time", head: "t", cells: times.map((at) => formatNumber(at)) },
            { name: "test", head: "test images", cells: look.course.test.map((share) => share.toFixed(4)) },
            { name: "training", head: "training images", cells: look.course.train.map((share) => share.toFixed(4)) },
          ]}
        />
      )}
      <ExportMenu name="digits" table={() => tableOf(look)} experiment={async () => experimentOf(state)} code={() => codeOf(state)} />
    </>
  );
}
