import './draw.css';
import { isActive, shownRun, type RunView } from '../engine/run-store.js';
import type { DrawingReading } from '../engine/read-drawing.js';
import { percent } from '../parts/number-text.js';
import { RasterCanvas } from '../parts/raster-canvas.js';
import { explained, reading, refusal, strokes } from './drawing.js';
import { DrawingPad } from './drawing-pad.js';
import { LayerActivations } from './layer-activations.js';
import { ProbabilityBars } from './probability-bars.js';
import { TrainSmall } from './train-small.js';

/** Draw a digit, and see what the network makes of it. */
export function DrawTab() {
  const { value: run } = shownRun;
  const { value: read } = reading;
  return (
    <div class="draw">
      <section class="card" aria-labelledby="draw-pad">
        <h2 id="draw-pad">Draw a digit</h2>
        <DrawingPad strokes={strokes} />
        <PadButtons />
        {run ? <WhichNetwork run={run} /> : <TrainSmall />}
        {refusal.value !== null && (
          <p class="problem" role="alert">
            {refusal.value}
          </p>
        )}
      </section>
      {read ? <Reading read={read} /> : <Empty hasNetwork={run !== null} />}
    </div>
  );
}

function PadButtons() {
  const isEmpty = strokes.value.length === 0;
  return (
    <div class="row">
      <button type="button" aria-disabled={isEmpty} onClick={() => (strokes.value = strokes.value.slice(0, -1))}>
        Undo
      </button>
      <button type="button" aria-disabled={isEmpty} onClick={() => (strokes.value = [])}>
        Clear
      </button>
    </div>
  );
}

function WhichNetwork({ run }: { readonly run: RunView }) {
  const accuracy = run.epochs.value.at(-1)?.validationAccuracy;
  return (
    <p class="small muted">
      Read by <b>{run.report.title}</b>
      {accuracy !== undefined && `, ${percent(accuracy)} right on unseen images`}
      {isActive(run) && ', still in training'}.
    </p>
  );
}

function Empty({ hasNetwork }: { readonly hasNetwork: boolean }) {
  return (
    <section class="card draw-empty muted">
      <p>
        {hasNetwork
          ? 'What the network sees, how sure it is of each digit, and what every layer puts out appear here while you draw.'
          : 'Once a network is trained, here or under Train, what it makes of your drawing appears here.'}
      </p>
    </section>
  );
}

function Reading({ read }: { readonly read: DrawingReading }) {
  const { prediction, probabilities, seen, steps, saliency, layers } = read;
  return (
    <>
      <section class="card" aria-labelledby="draw-answer">
        <h2 id="draw-answer">The answer</h2>
        <p class="answer" role="status">
          <strong data-testid="prediction">{prediction}</strong>
          <span class="muted">with {percent(probabilities[prediction])}</span>
        </p>
        <ProbabilityBars
          probabilities={probabilities}
          prediction={prediction}
          explained={saliency.digit}
          onExplain={(digit) => (explained.value = explained.value === digit ? null : digit)}
        />
      </section>
      <section class="card" aria-labelledby="draw-seen">
        <h2 id="draw-seen">As the network sees it</h2>
        <div class="seen-pair">
          <figure>
            <RasterCanvas raster={seen} label="Your drawing as the network sees it, 28 by 28 pixels" />
            <figcaption class="muted">28 × 28, centred</figcaption>
          </figure>
          <figure>
            <RasterCanvas raster={saliency.raster} label={`The pixels that matter most for ${saliency.digit}`} />
            <figcaption class="muted">
              Pixels that matter for <b>{saliency.digit}</b>: the gradient of its score; yellow the most
            </figcaption>
          </figure>
        </div>
        <ul class="preparation muted small" aria-label="What was done to the drawing">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </section>
      <section class="card draw-layers" aria-labelledby="draw-layers">
        <h2 id="draw-layers">Layer by layer</h2>
        <LayerActivations layers={layers} />
      </section>
    </>
  );
}
