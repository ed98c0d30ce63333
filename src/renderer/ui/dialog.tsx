import * as Radix from '@radix-ui/react-dialog';
import { type ReactNode, useState } from 'react';
import { ContextMenu } from './context-menu.tsx';

interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** `side`: over the right dock, beside the picture, which stays in sight. `settings`: one height, whatever page is shown. `page`: nearly the whole window. */
  readonly size?: 'usual' | 'wide' | 'side' | 'settings' | 'page';
  /** Selector of the control that gets the focus; in a dialog without fields it is the main button, so that Enter confirms. */
  readonly focus?: 'first' | 'main';
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** A control that is recording a key handles Escape itself. */
function isHearingKeys(): boolean {
  return document.activeElement?.closest('[data-hears-keys="true"]') !== null;
}

let openedFrom: Element | null = null;

/** The element that had the focus when a dialog was opened; a dialog opened from another dialog keeps the first one's. */
function opener(): Element | null {
  const isInDialog = document.activeElement?.closest('[role="dialog"]') instanceof Element;
  if (!isInDialog) openedFrom = document.activeElement;
  return openedFrom;
}

/** A modal dialog: Escape and a press outside close it; the focus stays in it and is restored afterwards. */
export function Dialog({ title, description, size = 'usual', focus = 'first', onClose, children, footer }: DialogProps): ReactNode {
  const [from] = useState(opener);
  return (
    <Radix.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-veil" data-size={size} />
        <Radix.Content
          className="dialog" data-size={size} onEscapeKeyDown={(event) => { if (isHearingKeys()) event.preventDefault(); }}
          onOpenAutoFocus={(event) => {
            const main = focus === 'main' && event.target instanceof HTMLElement ? event.target.querySelector<HTMLElement>('[data-look="main"]:not(:disabled)') : null;
            if (main === null) return;
            event.preventDefault();
            main.focus();
          }}
          // Radix restores the focus to its own trigger; these dialogs are opened by commands.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (document.querySelector('[role="dialog"]') === null && from instanceof HTMLElement) from.focus();
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header role="none">
            <Radix.Title asChild><h1>{title}</h1></Radix.Title>
            {description === undefined ? null : <Radix.Description>{description}</Radix.Description>}
          </header>
          <div className="body quiet-scroll">{children}</div>
          {footer === undefined ? null : <footer role="none">{footer}</footer>}
          <ContextMenu inDialog />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
