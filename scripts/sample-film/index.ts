export { renderSampleFilm, sampleFilmPaths, SAMPLE_FILM_VERSION, type SampleFilm, type SampleFilmOptions } from './render-sample-film.ts';
export { createFilmPainter } from './film-frames.ts';
export { FILM_PLAN, mixAt, SAMPLE_FRAMES, SAMPLE_RATE, SAMPLE_TIMECODE, trueShots, type TrueShot } from './film-plan.ts';
export { STAGE } from './scene.ts';
