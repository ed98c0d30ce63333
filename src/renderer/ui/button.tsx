import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useStore } from 'zustand';
import { commandLabel, isEnabled, keyText, lackOf, onMac, perform } from '../commands/command.ts';
import { commandById } from '../commands/commands.ts';
import { keysOf } from '../commands/keymap.ts';
import { useEditor } from '../editor/editor-context.ts';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: 'raised' | 'plain' | 'main' };

/** A mouse press does not move the focus, so that keyboard shortcuts keep working. */
export function Button({ look = 'raised', className = '', ...rest }: ButtonProps): ReactNode {
  return <button type="button" data-look={look} className={`button ${className}`} onMouseDown={(event) => { event.preventDefault(); }} {...rest} />;
}

/** A button for a command of the registry, which gives its label, key and enabled state; its tooltip says what a disabled one lacks. */
export function CommandButton({ id, children, look = 'plain', pressed }: { readonly id: string; readonly children?: ReactNode; readonly look?: ButtonProps['look']; readonly pressed?: boolean }): ReactNode {
  const editor = useEditor();
  const command = commandById(id);
  useStore(editor.project);
  useStore(editor.session, (session) => `${session.clipId ?? ''} ${session.frame} ${session.speed} ${session.selected ?? ''} ${session.alsoSelected.length} ${session.lockedHints.size} ${session.hiddenHints.size} ${session.selectedGroup ?? ''} ${session.selectedLayer ?? ''} ${session.selectedMask ?? ''} ${session.bypassLayers} ${session.selectedShots.size}`);
  useStore(editor.jobs);
  const label = commandLabel(command, editor);
  const keys = useStore(editor.keys.store, ({ overrides }) => keysOf(command, overrides)[0]);
  const lack = lackOf(command, editor);
  const iconOnly = children !== undefined && typeof children !== 'string';
  return (
    <Button
      look={look} className={iconOnly ? 'icon-button' : ''} disabled={!isEnabled(command, editor)}
      title={`${label}${keys === undefined ? '' : `  ${keyText(keys, onMac())}`}${lack === undefined ? '' : `\n${lack}`}`}
      {...(iconOnly ? { 'aria-label': label } : {})} {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={() => { void perform(command, editor); }}
    >
      {children ?? label}
    </Button>
  );
}
