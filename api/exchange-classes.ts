import { IncomingMessage, ServerResponse, type ServerOptions } from 'node:http';
import type { Express } from 'express';

/**
 * Classes of requests and responses that are of the app from their beginning. Express sets the prototype of each that it is
 * given to its own, and V8 lets go of an object whose prototype was set only at its next full collection: each answer would be
 * carried through every small one. Setting the prototype that an object has is nothing (ECMA-262, OrdinarySetPrototypeOf).
 */
export function exchangeClasses(app: Express): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  class OwnRequest extends IncomingMessage {}
  class OwnResponse<R extends IncomingMessage> extends ServerResponse<R> {}
  Object.setPrototypeOf(OwnRequest.prototype, app.request);
  Object.setPrototypeOf(OwnResponse.prototype, app.response);
  app.request = OwnRequest.prototype as typeof app.request;
  app.response = OwnResponse.prototype as typeof app.response;
  return { IncomingMessage: OwnRequest, ServerResponse: OwnResponse };
}
