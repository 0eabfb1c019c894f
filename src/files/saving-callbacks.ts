import type { Callback } from '../train/callback.js';
import { modelCheckpoint } from '../train/callbacks/model-checkpoint.js';
import { saveCheckpoint } from './checkpoint-file.js';
import { csvFile, jsonLinesFile } from './log-file.js';
import type { RunFolder } from './run-folder.js';

/**
 * What keeps a training in its folder: logs after every epoch, and checkpoints after every epoch, every so many seconds, and on
 * interruption. Give them after the callbacks whose state a checkpoint should hold.
 */
export function savingCallbacks(folder: RunFolder, checkpointEverySeconds: number): Callback[] {
  return [
    jsonLinesFile(folder.jsonLog),
    csvFile(folder.csvLog),
    modelCheckpoint({
      everySeconds: checkpointEverySeconds,
      save: async (training) => saveCheckpoint(folder.checkpoint, await training.checkpoint()),
    }),
  ];
}
