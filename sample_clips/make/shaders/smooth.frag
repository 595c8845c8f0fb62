#version 330
// Smooths stairs along edges: where brightness jumps, blend along the edge's direction.
uniform sampler2D drawn;
uniform vec2 pixel;
in vec2 at;
out vec4 fragment;

float bright(vec2 offset) {
    return dot(texture(drawn, at + offset * pixel).rgb, vec3(0.30, 0.59, 0.11));
}

void main() {
    vec3 here = texture(drawn, at).rgb;
    float middle = dot(here, vec3(0.30, 0.59, 0.11));
    float nw = bright(vec2(-1, 1)), ne = bright(vec2(1, 1)), sw = bright(vec2(-1, -1)), se = bright(vec2(1, -1));
    float low = min(middle, min(min(nw, ne), min(sw, se))), high = max(middle, max(max(nw, ne), max(sw, se)));
    if (high - low < max(0.035, high * 0.09)) {
        fragment = vec4(here, 1.0);
        return;
    }
    // Texture rows run upward here: the edge runs across the brightness gradient.
    vec2 way = vec2((nw + ne) - (sw + se), (nw + sw) - (ne + se));
    float shortest = 1.0 / (min(abs(way.x), abs(way.y)) + max((nw + ne + sw + se) * 0.03, 0.008));
    way = clamp(way * shortest, -6.0, 6.0) * pixel;
    vec3 near = 0.5 * (texture(drawn, at + way * -0.1667).rgb + texture(drawn, at + way * 0.1667).rgb);
    vec3 far = 0.5 * near + 0.25 * (texture(drawn, at - way * 0.5).rgb + texture(drawn, at + way * 0.5).rgb);
    float spread = dot(far, vec3(0.30, 0.59, 0.11));
    fragment = vec4(spread < low || spread > high ? near : far, 1.0);
}
