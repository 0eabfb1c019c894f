// What the API reference takes from the project's own order, so that no docstring has to repeat it:
//
//  - A symbol's category is the layer whose folder it is in.
//  - A function under `ops` that is made of a tensor's method has the method's docstring; its first argument is the method's `this`.
//  - A field of a recipe is described where it is checked (src/recipe/schema/, `.describe(...)`), where editors take it from, too.
//
// typedoc.json loads it.

import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';
import ts from 'typescript';

/** Where a symbol is declared, and what its category is called: the first that fits. typedoc.json has their order on the page. */
const categories = [
  ['src/tensor/initializers', 'Models'],
  ['src/tensor/', 'Tensors'],
  ['src/autograd/', 'Automatic differentiation'],
  ['src/ops/losses/', 'Losses'],
  ['src/ops/', 'Operations'],
  ['src/nn/layers/', 'Layers'],
  ['src/nn/', 'Models'],
  ['src/optim/schedules/', 'Learning-rate schedules'],
  ['src/optim/', 'Optimisers'],
  ['src/train/callbacks/', 'Callbacks'],
  ['src/train/augment/', 'Augmentation'],
  ['src/train/', 'Training'],
  ['src/backend/kernels.ts', 'Operations'],
  ['src/backend/', 'Backends'],
  ['src/data/augment/', 'Augmentation'],
  ['src/data/', 'Data'],
  ['src/files/', 'Files'],
  ['src/recipe/', 'Recipes'],
];

/** What TypeDoc calls. @param {import('typedoc').Application} application */
export function load({ converter }) {
  converter.on(Converter.EVENT_CREATE_DECLARATION, describeRecipeField);
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    documentFunctionsOfMethods(project);
    const containers = project.getReflectionsByKind(ReflectionKind.Module | ReflectionKind.Namespace);
    for (const container of containers) container.children?.forEach((child) => categorize(project, child));
  });
}

/**
 * What has no docstring is left without a category, too, for a tag alone would count as documentation. (A reference needs none.)
 *
 * @param {import('typedoc').ProjectReflection} project
 * @param {import('typedoc').DeclarationReflection} reflection
 */
function categorize(project, reflection) {
  const declared = reflection.isReference() ? reflection.getTargetReflectionDeep() : reflection;
  const path = project.getSymbolIdFromReflection(declared)?.packagePath ?? '';
  const category = categories.find(([folder]) => path.startsWith(folder))?.[1];
  if (!category) throw new Error(`API reference: ${path} (${reflection.name}) is in no category; add its folder`);
  if (reflection.isReference()) reflection.comment ??= new Comment();
  const comment = reflection.comment ?? reflection.signatures?.[0].comment;
  comment?.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: category }]));
}

/** @param {import('typedoc').ProjectReflection} project */
function documentFunctionsOfMethods(project) {
  const methods = project.getChildByName(['index', 'Tensor']).children;
  for (const child of project.getChildByName(['index', 'ops']).children) {
    const method = methods.find(({ name }) => name === child.name)?.signatures?.[0];
    if (method?.comment && child.kind === ReflectionKind.Variable && !child.hasComment()) {
      child.comment = commentOfFunction(method.comment);
    }
  }
}

/** `this + b` of the method is `x + b` of the function. @param {import('typedoc').Comment} comment */
function commentOfFunction(comment) {
  const copy = comment.clone();
  for (const part of [copy.summary, ...copy.blockTags.map((tag) => tag.content)].flat()) {
    if (part.kind === 'code') part.text = part.text.replaceAll('this', 'x');
  }
  return copy;
}

/**
 * @param {import('typedoc').Context} context
 * @param {import('typedoc').DeclarationReflection} reflection
 */
function describeRecipeField(context, reflection) {
  const field = context.getSymbolFromReflection(reflection)?.declarations?.[0];
  if (!field?.getSourceFile().fileName.includes('/src/recipe/schema/') || reflection.hasComment()) return;
  const text = fieldDescription(field, context.checker);
  if (text) reflection.comment = new Comment([{ kind: 'text', text }]);
}

/**
 * @param {import('typescript').Declaration} field of an object that is given to zod
 * @param {import('typescript').TypeChecker} checker
 */
function fieldDescription(field, checker) {
  if (ts.isShorthandPropertyAssignment(field)) {
    return descriptionOf(checker.getShorthandAssignmentValueSymbol(field), checker);
  }
  if (!ts.isPropertyAssignment(field)) return null;
  // What a variant's name means is what the variant is: { kind: z.literal('test') }).describe('the test images').
  const schemaOfObject = field.parent.parent;
  return lastDescription(field.initializer, checker) ?? descriptionAround(schemaOfObject);
}

/** Of a schema that has a name of its own. @param {import('typescript').Symbol | undefined} symbol */
function descriptionOf(symbol, checker) {
  const variable = symbol?.valueDeclaration;
  return variable && ts.isVariableDeclaration(variable) ? lastDescription(variable.initializer, checker) : null;
}

/** The text of the last `.describe(...)` in a chain of calls. @param {import('typescript').Expression} schema */
function lastDescription(schema, checker) {
  if (ts.isIdentifier(schema)) return descriptionOf(checker.getSymbolAtLocation(schema), checker);
  if (!ts.isCallExpression(schema) || !ts.isPropertyAccessExpression(schema.expression)) return null;
  const { name, expression: receiver } = schema.expression;
  return name.text === 'describe' ? schema.arguments[0].text : lastDescription(receiver, checker);
}

/** The text of the `.describe(...)` that is called on this. @param {import('typescript').Expression} schema */
function descriptionAround(schema) {
  const access = schema.parent;
  const isDescribed = ts.isPropertyAccessExpression(access) && access.name.text === 'describe';
  return isDescribed && ts.isCallExpression(access.parent) ? access.parent.arguments[0].text : null;
}
