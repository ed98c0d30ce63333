/** Names of the submenus; `submenuItems` says what is in them. */
export const SUBMENU_LABELS = { status: 'Set status', scene: 'Move to scene', swatch: 'Link to swatch' } as const;
export type SubmenuId = keyof typeof SUBMENU_LABELS;

/** A command of the table by its id, a submenu, or `null` for a line. */
export type ContextMenuItem = string | { readonly submenu: SubmenuId } | null;

/** Items of the menus at things of the window, by the kind of thing. */
export const CONTEXT_MENUS = {
  picture: ['shot.addAutomaticKeyframe', 'shot.correctOrColour', 'shot.pasteKeyframe', 'shot.pasteInPlace', null, 'hint.selectAll', 'mask.addInMiddle', null, 'view.fit', 'view.actual', 'view.safeAreas', 'view.thirds', 'view.grid', null, 'still.keep', 'marker.edit'],
  hint: [{ submenu: 'swatch' }, null, 'hint.duplicate', 'hint.copyToKeyframes', 'shot.copyToSelected', null, 'group.make', 'group.leave', 'mask.limitToObject', 'mask.limitHints', 'mask.fromHint', null, 'hint.lock', 'hint.hide', null, 'edit.removeHint'],
  group: ['group.recolour', 'group.rename', null, 'mask.limitHints', 'group.lock', 'group.off', null, 'group.dissolve'],
  keyframe: ['shot.propagate', 'shot.correctOrColour', null, 'shot.copyKeyframe', 'shot.pasteKeyframe', 'shot.pasteInPlace', 'shot.copyToSelected', null, 'still.keep', 'reference.open', null, 'shot.removeKeyframe'],
  shot: ['shot.propagate', 'shot.pausePropagation', 'shot.addAutomaticKeyframe', 'shot.automaticColour', 'shot.colourLike', 'shot.updateNetworks', null, { submenu: 'status' }, { submenu: 'scene' }, null, 'marker.edit', 'version.add', 'layer.copyToShots', null, 'shot.split', 'shot.mergeNext', 'shot.dissolve', null, 'deliver.open'],
  mask: ['mask.track.both', 'mask.track.backwards', 'mask.track.forwards', null, 'mask.fitByHand', 'mask.holdPosition', null, 'mask.addLayer', 'mask.limitHints', null, 'mask.previousShape', 'mask.nextShape', 'mask.shapeEarlier', 'mask.shapeLater', 'mask.removeShape', null, 'mask.remove'],
  layer: ['layer.toggle', 'layer.up', 'layer.down', null, 'layer.copyToShots', 'layer.bypass', 'layer.add', null, 'layer.remove'],
  version: ['version.next', 'version.wipe', 'version.add', null, 'version.remove'],
  marker: ['marker.edit', null, 'marker.previous', 'marker.next', null, 'marker.remove'],
  swatch: ['swatch.take', 'swatch.edit', null, 'swatch.remove'],
  job: ['job.pause', 'job.resume', 'job.cancel', null, 'job.report', 'job.copyDetails', null, 'job.clearEnded'],
} as const satisfies Readonly<Record<string, readonly ContextMenuItem[]>>;

export type ContextMenuId = keyof typeof CONTEXT_MENUS;

/** Names for screen readers. */
export const CONTEXT_MENU_LABELS: Readonly<Record<ContextMenuId, string>> = {
  picture: 'Picture', hint: 'Selected hints', group: 'Group of hints', keyframe: 'Keyframe', shot: 'Shot', mask: 'Mask', layer: 'Layer', version: 'Version', marker: 'Marker', swatch: 'Swatch', job: 'Job',
};
