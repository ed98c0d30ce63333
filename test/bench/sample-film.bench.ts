import { createFilmPainter } from '../../scripts/sample-film/film-frames.ts';
import { type Bench, medianMs } from './bench.ts';

const sampleFilm: Bench = async () => {
  const painter = createFilmPainter(1);
  return [{ name: 'a frame of the sample film drawn', median: await medianMs(5, () => painter.frame(12)), unit: 'ms' }];
};
export default sampleFilm;
