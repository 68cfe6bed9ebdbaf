/** @file What went wrong with a request; a wait counts down in front of the reader. */

import { useEffect, useState } from 'preact/hooks';
import type { StaffKey } from '../i18n/staff';
import type { Fault } from '../state/asking';
import { Icon } from '../ui/Icon';
import { alert } from '../ui/icons';
import type { ErrorCode } from '../wire/generated';
import { faultWords } from './faults';

/** See {@link FaultLine}. */
export interface FaultLineProps {
  readonly fault: Fault;
  readonly own?: Partial<Record<ErrorCode, StaffKey>>;
}

/** Draws it. Read out once: the figure that counts down is not. */
export function FaultLine({ fault, own }: FaultLineProps) {
  const [now, setNow] = useState(Date.now);
  const { retryAt } = fault;
  useEffect(() => {
    if (retryAt === null) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [retryAt]);
  return (
    <div class="fault-line">
      <Icon svg={alert} small />
      <span class="hidden-text" role="alert">
        {faultWords(fault, own, retryAt ?? undefined)}
      </span>
      <span aria-hidden="true">{faultWords(fault, own, now)}</span>
    </div>
  );
}
