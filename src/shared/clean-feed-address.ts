/** The query of the editor's page that shows the picture alone. */
export const FEED_QUERY = '?feed';
