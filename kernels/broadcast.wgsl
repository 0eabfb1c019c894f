// Where an element of the result lies in an operand that is broadcast to the result's shape.
//
// Include this file. Constants: RANK, and SHAPE, the result's sizes (the first is never looked at, so any batch size will do).
// `strides` are the operand's, in elements: 0 along every axis that is repeated.

fn broadcastOffset(index: u32, strides: array<u32, RANK>) -> u32 {
  var rest = index;
  var offset = 0u;
  for (var axis = RANK - 1u; axis > 0u; axis--) {
    offset += rest % SHAPE[axis] * strides[axis];
    rest /= SHAPE[axis];
  }
  return offset + rest * strides[0];
}
