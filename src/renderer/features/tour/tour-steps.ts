/** The user's progress in the tour. */
export interface TourFacts {
  readonly keyframes: number;
  readonly coloured: boolean;
  readonly lowConfidence: boolean;
  readonly delivered: boolean;
}

interface TourStep {
  readonly title: string;
  readonly text: string;
  /** Whether the step is done, so that its mark is set and the next one is offered. */
  readonly isDone: (facts: TourFacts) => boolean;
  /** Commands that the step mentions. */
  readonly commands: readonly string[];
  /** Name of its picture, one of the guide. */
  readonly picture: string;
}

/** The first five minutes, over the sample film. */
export const TOUR: readonly TourStep[] = [
  { title: 'Colour a keyframe', text: 'Add an automatic keyframe, then choose a colour on the right and click on the picture with the Point tool. The frame is coloured anew at every click.', isDone: ({ keyframes }) => keyframes > 0, commands: ['shot.addAutomaticKeyframe', 'tool.point'], picture: 'tour-1.jpg' },
  { title: 'Propagate it through the shot', text: 'The keyframe’s colour is taken to all frames of the shot. You can go on painting meanwhile; what a change makes stale is marked.', isDone: ({ coloured }) => coloured, commands: ['shot.propagate'], picture: 'tour-2.jpg' },
  { title: 'Look where confidence is low', text: 'The strip under the timeline falls where the colour is less certain. Show those places on the picture, go there, and add a hint: it corrects the colour around it.', isDone: ({ lowConfidence }) => lowConfidence, commands: ['view.lowConfidence', 'shot.suggestedKeyframe'], picture: 'tour-3.jpg' },
  { title: 'Deliver, with proof', text: 'The shot is written as ProRes, MP4 or another format, decoded again, and its luma is compared with the film’s: it is unchanged.', isDone: ({ delivered }) => delivered, commands: ['deliver.open'], picture: 'tour-4.jpg' },
];
