import type { Backend } from '../../backend.js';

/** A device that launches can be timed on, by its own clock or else by the host's. */
export type TimingDevice = Required<Pick<Backend, 'timeLaunches'>> & Pick<Backend, 'finish'>;

const ROUNDS = 5;
/** A round that takes so long can be told from one that takes a few per cent more: the GPU's clock sees nothing but the launches. */
const ROUND_MS = { device: 0.1, host: 1 };
const MOST_LAUNCHES = 64;

/** How many launches to time as one. */
export async function launchesToTime(device: TimingDevice, launch: () => void): Promise<number> {
  const { ms, clock } = await timeRounds(device, launch, 4, 1);
  return Math.max(1, Math.min(MOST_LAUNCHES, Math.ceil((4 * ROUND_MS[clock]) / Math.max(ms[0], 1e-3))));
}

/** The least time that a launch took in some rounds of `launches`, in whole nanoseconds as microseconds. */
export async function microsecondsOf(device: TimingDevice, launch: () => void, launches: number): Promise<number> {
  const { ms } = await timeRounds(device, launch, launches, ROUNDS);
  return Math.round((1e6 * Math.min(...ms)) / launches) / 1e3;
}

async function timeRounds(
  device: TimingDevice,
  launch: () => void,
  launches: number,
  rounds: number,
): Promise<{ readonly ms: readonly number[]; readonly clock: keyof typeof ROUND_MS }> {
  const round = () => {
    for (let i = 0; i < launches; i++) launch();
  };
  const byDevice = await device.timeLaunches(Array.from({ length: rounds }, () => round));
  if (byDevice) return { ms: byDevice, clock: 'device' };
  const ms: number[] = [];
  while (ms.length < rounds) {
    const start = performance.now();
    round();
    await device.finish();
    ms.push(performance.now() - start);
  }
  return { ms, clock: 'host' };
}
