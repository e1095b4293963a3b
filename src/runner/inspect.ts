// A bundle of its own, loaded where a plug-in is debugged.
export * from '../core/inspect/index';
