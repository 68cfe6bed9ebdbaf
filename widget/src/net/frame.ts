/**
 * @file Turns JSON of the server into the generated types. The only file that asserts types: what
 * passes the checks here is what the reducers rely on. Unknown kinds and fields are passed over
 * (HS8).
 */

import type {
  AgentInfo,
  Agents,
  AuditPage,
  AuditVerdict,
  Camera,
  CameraToken,
  Canned,
  CannedList,
  Continued,
  ConversationLog,
  CreatedIdentityKey,
  DemoInfo,
  DeviceLink,
  DeviceState,
  EndedConversations,
  ErrorBody,
  ErrorCode,
  FetchedProduct,
  IdentityKeys,
  InboxDetails,
  Inboxes,
  InboxInfo,
  InvitationState,
  Me,
  Media,
  MediaInfo,
  MediaLinks,
  OneTimeLink,
  PageProduct,
  ServerMessage,
  Sessions,
  SetupState,
  Shelf,
  StillWish,
  Ticket,
  Upload,
  UploadOffset,
  ViewTrace,
  VisitorConversations,
  VisitorDetails,
  VisitorSelf,
  VisitorToken,
} from '../wire/generated';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
const list: Check = Array.isArray;
const any: Check = () => true;
const textOrNull: Check = (value) => value === null || typeof value === 'string';
const object: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOrNull: Check = (value) => value === null || object(value);
const objectOrAbsent: Check = (value) => value === undefined || object(value);

/** What each kind must have; `satisfies` makes a new kind of the server a type error here. */
const FRAMES = {
  welcome: { me: text, role: text, roomNow: number, conversation: textOrNull, past: list },
  opened: { sub: number, mode: text, epoch: text, head: number },
  closed: { sub: number },
  snapshot: {
    sub: number,
    seq: number,
    part: number,
    last: flag,
    stage: objectOrNull,
    items: list,
    annotations: list,
    products: list,
    proposals: list,
    messages: list,
  },
  events: { sub: number, events: list },
  ack: { cid: text, seq: number },
  nack: { cid: textOrNull, sub: any, code: text, retryMs: any },
  live: { sub: number, from: text, session: text },
  presence: { sub: number, people: list, page: objectOrNull },
  media_ready: { sub: number, info: object },
  rows: { sub: number, reset: flag, rows: list, gone: list, counts: object },
  list_digest: { sub: number, rows: number, sum: number },
  visitor_rows: { sub: number, reset: flag, total: number, rows: list, gone: list },
  receipts: { sub: number, receipts: list },
  history: { sub: number, before: number, messages: list },
  pong: { n: number, roomNow: number },
  ping: { roomNow: number },
  drain: { afterMs: number },
} satisfies Record<ServerMessage['type'], Record<string, Check>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fits(value: unknown, checks: Record<string, Check>): value is Record<string, unknown> {
  if (!object(value)) return false;
  const fields = value as Record<string, unknown>;
  return Object.entries(checks).every(([name, check]) => check(fields[name]));
}

/** The message in a text frame; null when its kind is unknown or it is not one of ours. */
export function parseServer(frame: string): ServerMessage | null {
  const json = parse(frame);
  if (!fits(json, { type: text })) return null;
  const checks = new Map<unknown, Record<string, Check>>(Object.entries(FRAMES)).get(json['type']);
  return checks && fits(json, checks) ? (json as unknown as ServerMessage) : null;
}

/** Reads the body of an answer; null when it has another shape. */
export type Read<T> = (body: unknown) => T | null;

function shape<T>(checks: Record<keyof T & string, Check>): Read<T> {
  return (body) => (fits(body, checks) ? (body as unknown as T) : null);
}

export const readVisitorToken = shape<VisitorToken>({ token: text });
export const readContinued = shape<Continued>({ token: text, page: textOrNull });
export const readDeviceLink = shape<DeviceLink>({
  id: text,
  url: text,
  code: list,
  expiresAt: number,
});
export const readDeviceState = shape<DeviceState>({ step: text, device: text });
export const readCamera = shape<Camera>({ conversation: text, shop: text });
export const readCameraToken = shape<CameraToken>({ token: text, camera: object });
export const readCanned = shape<Canned>({
  id: text,
  name: text,
  scope: text,
  bodies: object,
  language: text,
  visuals: list,
  uses: number,
  changedAt: number,
  mine: flag,
});
export const readCannedList = shape<CannedList>({ responses: list });
export const readVisitorSelf = shape<VisitorSelf>({
  id: text,
  name: textOrNull,
  email: textOrNull,
  verified: flag,
});
export const readTicket = shape<Ticket>({ ticket: text });
export const readInboxInfo = shape<InboxInfo>({ name: text, origins: list, mail: flag });
export const readMedia = shape<Media>({ media: text, size: object, title: text });
export const readMediaInfo = shape<MediaInfo>({
  media: text,
  size: object,
  title: text,
  ready: flag,
  problem: textOrNull,
  tiles: objectOrNull,
  clip: objectOrAbsent,
});
export const readMediaLinks = shape<MediaLinks>({ links: list });
export const readUpload = shape<Upload>({
  upload: text,
  offset: number,
  chunkBytes: number,
  media: objectOrNull,
});
export const readUploadOffset = shape<UploadOffset>({ offset: number });
export const readStillWish = shape<StillWish>({ wanted: flag });
export const readShelf = shape<Shelf>({ pictures: list });
export const readDemoInfo = shape<DemoInfo>({ shop: text, startPath: text, phone: objectOrNull });
export const readSetupState = shape<SetupState>({ open: flag });
export const readMe = shape<Me>({
  id: text,
  name: text,
  email: textOrNull,
  role: text,
  account: text,
  session: text,
  preferences: object,
});
export const readSessions = shape<Sessions>({ sessions: list });
export const readAgents = shape<Agents>({ agents: list });
export const readAgent = shape<AgentInfo>({
  id: text,
  name: text,
  email: textOrNull,
  role: text,
  active: flag,
  joined: flag,
  createdAt: number,
});
export const readOneTimeLink = shape<OneTimeLink>({ url: text, expiresAt: number });
export const readInboxes = shape<Inboxes>({ inboxes: list });
export const readInbox = shape<InboxDetails>({ id: text, key: text, name: text, origins: list });
export const readIdentityKeys = shape<IdentityKeys>({ keys: list });
export const readCreatedKey = shape<CreatedIdentityKey>({ key: object, secret: textOrNull });
export const readAuditPage = shape<AuditPage>({ entries: list, next: any });
export const readVerdict = shape<AuditVerdict>({ intact: flag, entries: number, brokenAt: any });
export const readInvitationState = shape<InvitationState>({
  invitation: text,
  by: text,
  name: text,
  at: number,
  step: text,
});
export const readEndedConversations = shape<EndedConversations>({ rows: list, more: flag });
export const readVisitorDetails = shape<VisitorDetails>({
  id: text,
  name: textOrNull,
  email: textOrNull,
  verified: flag,
});
export const readVisitorConversations = shape<VisitorConversations>({
  conversations: list,
  next: textOrNull,
});
/** A card comes from the server, which has tidied it. */
/** A product by the address of its page. */
export const readFetchedProduct = shape<FetchedProduct>({ card: objectOrNull, media: object });
export const readPageProduct = shape<PageProduct>({ card: objectOrNull });
export const readConversationLog = shape<ConversationLog>({
  people: list,
  events: list,
  head: number,
});
export const readViewTrace = shape<ViewTrace>({
  runs: list,
  next: objectOrNull,
  keptDays: number,
});
export const readErrorBody = shape<ErrorBody>({ code: text, request: text });
/** For doors that answer with nothing worth reading. */
export const readNothing: Read<true> = () => true;

/** A message of this person that waits for the server's answer, as kept over a reload. */
export interface StoredMessage {
  readonly cid: string;
  readonly text: string;
  /** When it was written, in milliseconds since 1970 by this device's clock. */
  readonly at: number;
}

/** Reads what this page stored itself. */
export const readStoredMessage = shape<StoredMessage>({ cid: text, text, at: number });

/** The error code in a body, if it has one. */
export function errorCode(body: unknown): ErrorCode | null {
  return readErrorBody(body)?.code ?? null;
}

/** The value of a JSON text; null when it is none. */
export function jsonOf(text: string): unknown {
  return parse(text);
}
