import { z } from 'zod';
import { Refusal } from '../core/refusal';
import { read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { SeedDocument } from '../data/documents';
import type { Enterprise } from '../data/seed';

/** Documents as they are now, whoever approved them as what. */
export class Vault {
  private readonly documents: Collection<SeedDocument>;

  constructor(store: Store) {
    this.documents = store.collection('documents');
  }

  seed({ documents }: Enterprise): void {
    documents.forEach((document) => this.put(document));
  }

  put(document: SeedDocument): void {
    this.documents.put(document.document, document);
  }

  routes(): Route[] {
    return [
      read('document', 'get', '/documents/:id', z.object({}), (_input, request) => {
        const document = this.documents.get(String(request.params.id));
        if (!document)
          throw new Refusal('UNKNOWN_DOCUMENT', `There is no document ${String(request.params.id)}.`, 404);
        return document;
      }),
    ];
  }
}
