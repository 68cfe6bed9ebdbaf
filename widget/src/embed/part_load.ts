/**
 * @file Loads a part of the widget: a script of the same server whose hash the loader knows, so
 * that a shop that pins the loader pins all of it.
 */

import { MOUNT, type MountPanel, type MountVisit } from './parts';

interface Policy {
  createScriptURL(url: string): string;
}

/** What each part gives. */
interface Parts {
  readonly panel: MountPanel;
  readonly visit: MountVisit;
}

declare global {
  /** Name and hash of each part; the build puts them in. */
  const VITRINE_PARTS: Record<keyof Parts, readonly [file: string, integrity: string]>;
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  }
}

/** The one name a shop's policy has to allow, if it demands trusted types. */
const POLICY = 'vitrine';

let policy: Policy | undefined;

/** Resolves to what the part gives; rejects when the script cannot be had. */
export function loadPart<P extends keyof Parts>(
  part: P,
  origin: string,
  nonce: string,
): Promise<Parts[P]> {
  const [file, integrity] = VITRINE_PARTS[part];
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.addEventListener(MOUNT, (event) => resolve((event as CustomEvent).detail));
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      reject(new Error(file));
    };
    const ours = `${origin}/widget-`;
    policy ??= window.trustedTypes?.createPolicy(POLICY, {
      createScriptURL: (url) => (url.startsWith(ours) ? url : ''),
    });
    const url = `${origin}/${file}`;
    script.src = policy ? policy.createScriptURL(url) : url;
    script.integrity = integrity;
    script.crossOrigin = 'anonymous';
    script.nonce = nonce;
    document.head.append(script);
  });
}
