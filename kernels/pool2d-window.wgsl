// The windows of pooling and the pixels in them: for pool2d.wgsl and pool2d-gradient.wgsl, which include this file and bind x.

const CHANNEL_QUADS = (CHANNELS + 3u) / 4u;

// The real pixels of a window: rows from top to before bottom, columns from left to before right.
struct Window {
  top: u32,
  bottom: u32,
  left: u32,
  right: u32,
}

fn windowOf(oh: u32, ow: u32) -> Window {
  let top = i32(oh * STRIDE_HEIGHT) - PAD_TOP;
  let left = i32(ow * STRIDE_WIDTH) - PAD_LEFT;
  return Window(
    u32(max(top, 0)),
    u32(min(top + i32(WINDOW_HEIGHT), i32(IN_HEIGHT))),
    u32(max(left, 0)),
    u32(min(left + i32(WINDOW_WIDTH), i32(IN_WIDTH))),
  );
}

fn pixelCount(window: Window) -> f32 {
  return f32((window.bottom - window.top) * (window.right - window.left));
}

// Where in x the channels of a pixel begin.
fn indexOfX(b: u32, h: u32, w: u32) -> u32 {
  return ((b * IN_HEIGHT + h) * IN_WIDTH + w) * CHANNELS;
}

// Four channels; beyond the last one, that one again.
fn channelQuad(first: u32) -> vec4u {
  return min(first + vec4u(0u, 1u, 2u, 3u), vec4u(CHANNELS - 1u));
}

fn quadOfX(pixel: u32, channel: u32) -> vec4f {
  let i = pixel + channelQuad(channel);
  return vec4f(x[i.x], x[i.y], x[i.z], x[i.w]);
}
