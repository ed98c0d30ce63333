export { documentIndex as filmIndex, type DocumentIndex as FilmIndex, indexOfShotAt } from '../../shared/model/document-index.ts';
