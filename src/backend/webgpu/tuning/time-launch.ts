import type { Backend } from '../../backend.js';

/** A device that launches can be timed on, by its own clock or else by the host's. */
export type TimingDevice = Required<Pick<Backend, 'timeLaunches'>> & Pick<Backend, 'finish'>;

const ROUNDS = 5;
/** A round that takes so long can be told from one that takes a few per cent more: the GPU's clock sees nothing but the launches. */
const ROUND_MS = { device: 0.1, host: 1 };
const MOST_LAUNCHES = 64;

/** How many launches to time as one. */
export async function launchesToTime(device: TimingDevice, launch: () => void): Promise<number> {
  const { ms, clock } = await timeRound(device, launch, 4);
  return Math.max(1, Math.min(MOST_LAUNCHES, Math.ceil((4 * ROUND_MS[clock]) / Math.max(ms, 1e-3))));
}

/** The least time that a launch took in some rounds, in milliseconds. */
export async function fastestOf(device: TimingDevice, launch: () => void, launches: number): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) best = Math.min(best, (await timeRound(device, launch, launches)).ms);
  return best / launches;
}

async function timeRound(
  device: TimingDevice,
  launch: () => void,
  launches: number,
): Promise<{ readonly ms: number; readonly clock: keyof typeof ROUND_MS }> {
  const round = () => {
    for (let i = 0; i < launches; i++) launch();
  };
  const times = await device.timeLaunches([round]);
  if (times) return { ms: times[0], clock: 'device' };
  const start = performance.now();
  round();
  await device.finish();
  return { ms: performance.now() - start, clock: 'host' };
}
