// dependency-cruiser reads imports with swc's old visitor, which has never heard of `using` and gives up at the first one. Here it
// learns that a `using` declaration is visited like a `const`.

import type { VariableDeclarator } from "@swc/core"
import swcVisitor from "@swc/core/Visitor.js"

type UsingDeclaration = { readonly type: "UsingDeclaration"; readonly decls: VariableDeclarator[] }

const { prototype } = swcVisitor.Visitor
const visitKnown = prototype.visitStatement

prototype.visitStatement = function (statement) {
  const node: object = statement
  if (!isUsing(node)) return visitKnown.call(this, statement)
  this.visitVariableDeclarators(node.decls)
  return statement
}

function isUsing(node: object): node is UsingDeclaration {
  return "type" in node && node.type === "UsingDeclaration"
}
