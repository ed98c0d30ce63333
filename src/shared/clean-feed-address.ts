/** The query of the editor's page that shows the picture alone: followed by the id of the window that it follows. */
export const FEED_QUERY = '?feed=';
