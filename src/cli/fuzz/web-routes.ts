import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { WebModule } from '../../web.module.js';

type Imported = Type | { readonly module: Type } | { readonly forwardRef: () => Type };

/** Every route of every controller that the web process has, as `GET /organise/lists/:list`. */
export function webRoutes(): string[] {
  const routes = new Set<string>();
  const seen = new Set<Type>();
  const visit = (module: Type): void => {
    if (seen.has(module)) return;
    seen.add(module);
    for (const controller of (metadata('controllers', module) as Type[] | undefined) ?? []) {
      for (const route of routesOf(controller)) routes.add(route);
    }
    for (const imported of (metadata('imports', module) as Imported[] | undefined) ?? []) {
      if (typeof imported === 'function') visit(imported);
      else if ('module' in imported) visit(imported.module);
      else visit(imported.forwardRef());
    }
  };
  visit(WebModule);
  return [...routes].sort();
}

function routesOf(controller: Type): string[] {
  const bases = [(metadata('path', controller) as string | string[] | undefined) ?? ''].flat();
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = name === 'constructor' ? undefined : prototype[name];
    if (typeof handler !== 'function') return [];
    const method = metadata('method', handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const paths = [(metadata('path', handler) as string | string[] | undefined) ?? ''].flat();
    return bases.flatMap((base) => paths.map((path) => `${RequestMethod[method]} ${joined(base, path)}`));
  });
}

function joined(base: string, path: string): string {
  return `/${[base, path]
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;
}

// The framework keeps what its decorators were told as metadata without a type; who asks knows what it is.
function metadata(key: string, of: object): unknown {
  return Reflect.getMetadata(key, of) as unknown;
}
