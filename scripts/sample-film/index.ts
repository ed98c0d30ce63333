export { renderSampleFilm } from './render-sample-film.ts';
export { createFilmPainter } from './film-frames.ts';
export { FILM_PLAN, mixAt, SAMPLE_FRAMES, SAMPLE_RATE, trueShots } from './film-plan.ts';
export { STAGE } from './scene.ts';
