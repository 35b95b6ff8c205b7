/** Which messages get through to the features: those that come in their time and are well formed. */
import {
  type ConnectionOptions,
  ErrorCodes,
  LSPErrorCodes,
  Message,
  type MessageStrategy,
  type NotificationMessage,
  type RequestMessage,
  ResponseError,
} from 'vscode-languageserver';
import type { Connection } from './session.ts';
import { fits, NOTIFICATIONS, REQUESTS } from './shapes.ts';

/** What a message that does not get through is made of: a request is answered with the error, a notification is logged. */
const REFUSED = 'dmabuf/refused';

interface Refusal {
  code: number;
  message: string;
}

/**
 * Options for the connection that a server is started on. Before `initialize` and after `shutdown` requests are answered with the errors that the
 * protocol has for that, and notifications are dropped; messages with other params than their method has never arrive.
 */
export function gatedConnection(): ConnectionOptions {
  return { messageStrategy: gate() };
}

/** Answers what the gate refuses. */
export function answerRefused(connection: Connection): void {
  connection.onRequest(REFUSED, ({ code, message }: Refusal) => {
    throw new ResponseError(code, message);
  });
  connection.onNotification(REFUSED, ({ message }: Refusal) => connection.console.warn(message));
}

function gate(): MessageStrategy {
  let state: 'new' | 'starting' | 'running' | 'down' = 'new';

  const refusalOfRequest = ({ method, params }: RequestMessage): Refusal | undefined => {
    if (state === 'down') return { code: ErrorCodes.InvalidRequest, message: `${method} after shutdown` };
    if (state === 'new' && method !== 'initialize')
      return { code: ErrorCodes.ServerNotInitialized, message: `${method} before initialize` };
    if (state !== 'new' && method === 'initialize') return { code: ErrorCodes.InvalidRequest, message: 'initialize for the second time' };
    if (method === REFUSED) return { code: ErrorCodes.MethodNotFound, message: `Unhandled method ${method}` };
    if (!fits(REQUESTS.get(method), params)) return { code: ErrorCodes.InvalidParams, message: `${method} with other params than it has` };
    if (method === 'initialize') state = 'starting';
    if (method === 'shutdown') state = 'down';
    return undefined;
  };

  /** Whether the notification is heeded at this time. */
  const isInTime = ({ method }: NotificationMessage): boolean => {
    if (method === 'exit' || method === '$/cancelRequest') return true;
    if (state === 'new' || state === 'down') return false;
    if (method !== 'initialized') return method !== REFUSED;
    const first = state === 'starting';
    state = 'running';
    return first;
  };

  return {
    handleMessage: (message, next) => {
      if (Message.isRequest(message)) {
        const refusal = refusalOfRequest(message);
        return next(refusal ? ({ ...message, method: REFUSED, params: refusal } as RequestMessage) : message);
      }
      if (!Message.isNotification(message)) return next(message);
      if (!isInTime(message)) return;
      if (fits(NOTIFICATIONS.get(message.method), message.params)) return next(message);
      const refusal: Refusal = {
        code: LSPErrorCodes.RequestFailed,
        message: `${message.method} with other params than it has is not heeded`,
      };
      return next({ ...message, method: REFUSED, params: refusal } as NotificationMessage);
    },
  };
}
