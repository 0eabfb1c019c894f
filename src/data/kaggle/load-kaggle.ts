import { HandgradError } from '../../tensor/error.js';
import { labelledTest, type DigitData } from '../dataset.js';
import { findMnist } from '../mnist.js';
import type { DataPlace } from '../place.js';
import { countsText, placeText, withSource } from '../source.js';
import { cutAsCompetition, findCompetition, KAGGLE_TRAIN_COUNT, readCompetition } from './competition.js';

/** Test images of the competition. */
const TEST_COUNT = 28_000;
/** Which images of MNIST the cut takes for training. */
const CUT_SEED = 1;

/**
 * The competition's data: its own files from the place, else MNIST cut like them; the source says which.
 * `loadMnist`: MNIST from the same place, or downloaded.
 * @throws {HandgradError} when the files are bad, or there are neither they nor MNIST.
 */
export async function loadKaggle(place: DataPlace, loadMnist: () => Promise<DigitData>): Promise<DigitData> {
  const files = findCompetition(place.folder);
  if (files.missing.length < 2) {
    const { train, unlabelledTest } = await readCompetition(files);
    const isWhole = train.count === KAGGLE_TRAIN_COUNT && unlabelledTest.count === TEST_COUNT;
    const remark = isWhole ? '' : ", not the competition's 42,000 + 28,000";
    const where = `from ${placeText({ ...place, folder: files.folder })}${remark}; the test labels are not known`;
    const source = `kaggle: ${countsText(train, unlabelledTest)} ${where}`;
    return { train: { ...train, description: where }, test: null, unlabelledTest, source };
  }
  if (place.givenBy !== undefined && (await findMnist(place.folder)).missing.length === 4) {
    throw new HandgradError(
      `data: no competition data in ${placeText(place)}: found neither train.csv and test.csv, there or in ` +
        `${files.folder}, nor MNIST to cut in their place; give the right folder`,
    );
  }
  const mnist = await loadMnist();
  const cut = cutAsCompetition({ train: mnist.train, test: labelledTest(mnist) }, CUT_SEED);
  const how = `cut out of MNIST with the competition's class counts, for want of its files (${mnist.source})`;
  const named = { train: { ...cut.train, name: 'kaggle' }, test: { ...cut.test, name: 'kaggle' } };
  return withSource(named, 'kaggle', how);
}
