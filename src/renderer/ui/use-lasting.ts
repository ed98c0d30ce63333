import { useEffect, useState } from 'react';

/** Whether a state has lasted so long already: what passes sooner is not announced, since a notice has to be drawn, and delays what is waited for. */
export function useLasting(isSo: boolean, afterMs: number): boolean {
  const [hasLasted, setLasted] = useState(false);
  useEffect(() => {
    if (!isSo) return undefined;
    const timer = setTimeout(() => { setLasted(true); }, afterMs);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [isSo, afterMs]);
  return isSo && hasLasted;
}
