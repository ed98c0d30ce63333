import type { CommandGroup } from './command.ts';

/** Commands of a submenu by id, `null` for a line. */
export interface MenuSubmenu {
  readonly label: string;
  readonly items: readonly (string | null)[];
}
/** A command by id, a submenu, or `null` for a line. */
type MenuItem = string | MenuSubmenu | null;

/** The menus of the window and of the desktop, in their order. Every command is in one of them, but for those that work while their key is held. */
export const MENUS: Readonly<Record<CommandGroup, readonly MenuItem[]>> = {
  File: [
    'file.openClip', 'file.openProject', 'file.openSample', 'file.close', null,
    'file.nextClip', 'file.clipCoding', 'file.clipRate', 'file.clipReport', 'file.findMissing', null,
    'file.importList', 'file.conformList', 'file.exportList', null,
    'file.saveCopy', 'file.versions', 'file.openForChanges', null,
    'file.settings',
  ],
  Edit: ['edit.undo', 'edit.redo', 'edit.history', null, 'hint.selectAll', 'hint.duplicate', 'edit.removeHint', null, 'edit.cancel'],
  View: [
    'view.fit', 'view.actual', 'view.zoomIn', 'view.zoomOut', null,
    { label: 'Compare', items: ['view.wipe', 'view.sideBySide', 'view.original', 'view.against', null, 'version.wipe'] },
    { label: 'Marks on the picture', items: ['view.hints', 'view.boundaries', null, 'view.lowConfidence', 'view.uncoloured', 'view.clipped'] },
    { label: 'Guides', items: ['view.safeAreas', 'view.thirds', 'view.grid'] },
    { label: 'Timeline', items: ['timeline.zoomIn', 'timeline.zoomOut', 'timeline.whole', null, 'timeline.fold.hints', 'timeline.fold.masks', 'timeline.fold.confidence', 'timeline.fold.propagation', 'timeline.fold.sound'] },
    'view.scopes', 'layer.bypass', null,
    'view.fullScreen', 'view.cleanFeed', null,
    'page.shots', 'page.colour', 'page.quality', 'page.deliver', null,
    'view.commands', 'view.jobs',
  ],
  Shot: [
    'shot.propagate', 'shot.propagateAll',
    { label: 'Propagation', items: ['shot.pausePropagation', 'shot.pauseAllPropagations', null, 'shot.updateStaleWhenIdle'] }, null,
    'shot.addAutomaticKeyframe', 'shot.correctOrColour', 'shot.suggestedKeyframe', 'shot.lowestConfidence', null,
    { label: 'Keyframe', items: ['shot.moveKeyframeHere', 'shot.moveKeyframeInPlace', 'shot.moveKeyframeOutOfDissolve', null, 'keyframe.importReferenceFrames', 'keyframe.exportKeyframes', null, 'shot.removeKeyframe'] },
    { label: 'Copy hints', items: ['shot.copyKeyframe', 'shot.pasteKeyframe', 'shot.pasteInPlace', null, 'shot.copyToSelected', 'hint.copyToKeyframes'] },
    { label: 'Cuts', items: ['shot.split', 'shot.mergeNext', 'shot.cutEarlier', 'shot.cutLater', 'shot.dissolve', null, 'shot.find'] },
    { label: 'Status', items: ['shot.approve', 'shot.review', 'shot.inProgress'] },
    { label: 'Flag', items: ['shot.flag.amber', 'shot.flag.green', 'shot.flag.blue', 'shot.flag.red'] },
    { label: 'Version', items: ['version.add', 'version.next', null, 'version.remove'] },
    { label: 'Marker', items: ['marker.edit', null, 'marker.remove'] },
    'still.keep', 'reference.open', null,
    'shot.colourLike', 'shot.colourNextLike', 'shot.automaticColour', null,
    'shot.updateNetworks',
  ],
  Tools: [
    'tool.point', 'tool.stroke', 'tool.boundary', 'tool.auto', 'tool.eraser', 'tool.mask', null,
    'tool.move', 'tool.pick', 'tool.pan', 'tool.crosshair', null,
    { label: 'Selected hints', items: ['hint.next', null, 'hint.lock', 'hint.hide', null, 'hint.nextPathPoint', 'hint.previousPathPoint', 'hint.addPathPoint'] },
    { label: 'Nudge hints', items: ['hint.Left', 'hint.Right', 'hint.Up', 'hint.Down', null, 'hint.Left10', 'hint.Right10', 'hint.Up10', 'hint.Down10'] },
    { label: 'Group of hints', items: ['group.make', 'group.leave', null, 'group.recolour', 'group.rename', 'group.lock', 'group.off', null, 'group.dissolve'] },
    null,
    { label: 'New mask', items: ['mask.ellipse', 'mask.polygon', 'mask.brush', 'mask.closePolygon', null, 'mask.addInMiddle', 'mask.fromHint'] },
    { label: 'Combine masks', items: ['mask.add', 'mask.subtract', 'mask.intersect'] },
    { label: 'Track mask', items: ['mask.track.both', 'mask.track.forwards', 'mask.track.backwards', null, 'mask.fitByHand', 'mask.holdPosition'] },
    { label: 'Shapes of the mask', items: ['mask.previousShape', 'mask.nextShape', null, 'mask.shapeEarlier', 'mask.shapeLater', null, 'mask.removeShape'] },
    'mask.limitHints', 'mask.limitToObject', 'mask.remove',
  ],
  Colour: [
    'colour.fromScreen', 'colour.smaller', 'colour.larger', null,
    { label: 'Suggestions', items: Array.from({ length: 9 }, (_, index) => `colour.suggestion${index + 1}`) },
    { label: 'Swatch', items: ['swatch.take', 'swatch.edit', null, 'swatch.remove'] },
    'colour.copyScript', null,
    { label: 'Layer', items: ['layer.toggle', 'layer.up', 'layer.down', null, 'layer.copyToShots', null, 'layer.remove'] },
    'layer.add', 'mask.addLayer',
  ],
  Play: [
    'play.toggle', 'play.backward', 'play.stop', 'play.forward', null,
    'play.previousFrame', 'play.nextFrame', 'play.backTen', 'play.forwardTen', null,
    'play.goTo',
    { label: 'Go to', items: ['play.first', 'play.last', null, 'play.previousCut', 'play.nextCut', null, 'play.previousKeyframe', 'play.nextKeyframe', null, 'marker.previous', 'marker.next'] },
    null, 'play.markIn', 'play.markOut', 'play.clearMarks', null,
    'play.loop', 'play.sound',
  ],
  Deliver: [
    'deliver.open', 'deliver.all', 'deliver.sequence', 'deliver.marks', null,
    { label: 'Quality', items: ['quality.check', 'quality.limits', null, 'quality.next', 'quality.previous', 'quality.fix', null, 'quality.csv'] },
    { label: 'Job', items: ['job.pause', 'job.resume', 'job.cancel', null, 'job.report', 'job.copyDetails', null, 'job.clearEnded'] },
  ],
  Help: ['help.tour', 'help.guide', null, 'help.keys', 'help.changeKeys', null, 'help.problem', 'help.about'],
};
