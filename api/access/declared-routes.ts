import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from './needs-role.js';

/** A route of the API as its controller declares it. */
export interface DeclaredRoute {
  /** For example `POST /api/v1/servers/:server/stop`. */
  readonly route: string;
  /** Absent: the handler says nothing, and so nobody may call it. */
  readonly access?: Access;
}

/** Every route that any controller declares, documented or not. */
export function declaredRoutes(app: INestApplication): readonly DeclaredRoute[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, () => unknown>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      const method = handler && reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
      if (handler === undefined || method === undefined) return [];
      const access = reflector.get<Access | undefined>(ACCESS, handler);
      return pathsOf(reflector, metatype).flatMap((base) =>
        pathsOf(reflector, handler).map((path) => ({
          route: `${RequestMethod[method]} ${[base, path]
            .flatMap((part) => part.split('/'))
            .filter(Boolean)
            .map((part) => `/${part}`)
            .join('')}`,
          ...(access !== undefined && { access }),
        })),
      );
    });
  });
}

function pathsOf(reflector: Reflector, of: Function): readonly string[] {
  return [reflector.get<string | readonly string[]>(PATH_METADATA, of)].flat();
}
