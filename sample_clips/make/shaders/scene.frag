#version 330
// Paint and light. Colours are linear; places on a face are in eye distances from between the eyes, at rest, so that
// the paint moves with the expression: x to the figure's left, y to the back, z up.
uniform int material;  // 0 skin, 1 hair, 2 clothes, 3 eye, 4 teeth, 5 tongue, 6 lashes, 7 plain, 8 wood, 9 wall
uniform vec3 colour;
uniform vec3 second;
uniform vec3 lips;
uniform vec3 hair;
uniform float stripe_width;
uniform float brow;
uniform float combed;
uniform float curly;
uniform float stubble;
uniform float rest_scale;
uniform vec3 camera;
uniform vec3 sun;
uniform float sun_size;
uniform sampler2D masks;
uniform sampler2DShadow shadow_map;
in vec3 world;
in vec3 normal;
in vec3 rest;
in vec2 uv;
in vec4 extra;
in vec4 in_light;
out vec4 fragment;

float hash(vec3 p) {
    p = fract(p * vec3(0.1031, 0.1030, 0.0973));
    p += dot(p, p.yxz + 33.33);
    return fract((p.x + p.y) * p.z);
}

float noise(vec3 p) {
    vec3 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x),
                   mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
               mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x),
                   mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}

float blob(vec2 p, vec2 centre, vec2 size) {
    vec2 d = (p - centre) / size;
    return exp(-dot(d, d));
}

float lit() {
    vec3 p = in_light.xyz / in_light.w * 0.5 + 0.5;
    if (p.x < 0.0 || p.x > 1.0 || p.y < 0.0 || p.y > 1.0) return 1.0;
    float sum = 0.0;
    vec2 step_size = vec2(1.6) / vec2(textureSize(shadow_map, 0));
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            sum += texture(shadow_map, vec3(p.xy + (vec2(i, j) - 0.5) * step_size, p.z - 0.0015));
    return sum / 4.0;
}

vec3 paint_skin(vec3 n, inout float gloss) {
    float ax = abs(rest.x), x = rest.x, z = rest.z;
    bool front = rest.y < 0.9;
    vec4 m = texture(masks, uv);
    vec3 base = colour * (0.96 + 0.08 * noise(rest * 2.3));
    vec3 flush = colour * vec3(1.08, 0.74, 0.70);
    if (front) {
        float cheek = blob(vec2(ax, z), vec2(0.80, -0.78), vec2(0.42, 0.36));
        float nose = blob(vec2(ax, z), vec2(0.0, -0.62), vec2(0.22, 0.20));
        float lid = blob(vec2(ax, z), vec2(0.50, 0.16), vec2(0.34, 0.12));
        base = mix(base, flush, 0.50 * cheek + 0.28 * nose + 0.30 * lid);
        // A darker crease above the eye and a soft line under it give the eye its frame.
        base *= 1.0 - 0.22 * blob(vec2(ax, z), vec2(0.50, 0.14), vec2(0.30, 0.05));
        base *= 1.0 - 0.10 * blob(vec2(ax, z), vec2(0.50, -0.20), vec2(0.26, 0.05));
        if (stubble > 0.0) {
            float jaw = smoothstep(-0.95, -1.25, z) * smoothstep(1.5, 0.8, rest.y);
            jaw = max(jaw, blob(vec2(ax, z), vec2(0.2, -0.98), vec2(0.35, 0.09)));
            base = mix(base, hair * 1.5, stubble * jaw * (0.7 + 0.3 * noise(rest * 40.0)));
        }
        float middle = 0.345 + 0.10 * sin((ax - 0.12) * 3.4) - 0.06 * ax;
        float thick = mix(0.095, 0.035, smoothstep(0.25, 0.90, ax));
        float along = smoothstep(0.13, 0.24, ax) * (1.0 - smoothstep(0.82, 0.94, ax));
        float strands = 0.72 + 0.28 * noise(vec3(rest.x * 26.0 + z * 14.0, z * 8.0, 1.0));
        float hairs = along * (1.0 - smoothstep(thick * 0.55, thick * 1.25, abs(z - middle))) * strands;
        base = mix(base, hair * 1.05 + colour * 0.03, clamp(hairs * 0.95 * brow, 0.0, 1.0));
    }
    base = mix(base, flush, 0.35 * m.b);
    base = mix(base, lips * (0.9 + 0.2 * noise(vec3(rest.x * 30.0, z * 4.0, 2.0))), smoothstep(0.25, 0.75, m.r));
    gloss = mix(gloss, 0.35, smoothstep(0.3, 0.8, m.r));
    base = mix(base, vec3(0.10, 0.018, 0.016), smoothstep(0.3, 0.8, m.g));
    base = mix(base, colour * vec3(1.10, 0.92, 0.90), 0.5 * m.a);
    // Short hairs thin out toward the hairline instead of ending at an edge.
    float cover = extra.x + 0.10 * (noise(rest * 9.0) - 0.5);
    base = mix(base, hair * 1.3, smoothstep(-0.14, 0.10, cover) * (1.0 - smoothstep(0.2, 0.5, m.b)));
    return base;
}

vec3 paint_eye() {
    // ``rest`` is here the direction from the eye's own centre.
    vec3 d = normalize(rest);
    float angle = acos(clamp(-d.y, -1.0, 1.0));
    vec3 white = vec3(0.80, 0.77, 0.74) * (1.0 - 0.35 * smoothstep(0.65, 1.15, angle));
    float spokes = 0.75 + 0.5 * noise(vec3(atan(d.z, d.x) * 7.0, angle * 9.0, 3.0));
    vec3 iris = colour * spokes * mix(1.5, 0.8, smoothstep(0.2, 0.48, angle));
    vec3 c = mix(iris, white, smoothstep(0.47, 0.53, angle));
    c *= 1.0 - 0.6 * (1.0 - smoothstep(0.0, 0.07, abs(angle - 0.485)));
    c = mix(vec3(0.006), c, smoothstep(0.18, 0.23, angle));
    // The upper lid shades the ball.
    return c * mix(1.0, 0.62, smoothstep(0.05, 0.45, d.z));
}

void main() {
    vec3 n = normalize(normal);
    vec3 eye_way = normalize(camera - world);
    if (dot(n, eye_way) < 0.0 && material != 0) n = -n;
    float gloss = 0.10, sharp = 22.0, wrap = 0.0;
    vec3 c = colour;
    if (material == 0) {
        c = paint_skin(n, gloss);
        wrap = 0.28;
    } else if (material == 1) {
        // Strands vary fast across and slowly along: round the crown, or from the forehead straight back.
        float around = combed > 0.5 ? atan(rest.x, rest.z - 0.2) * 1.3 : atan(rest.x, rest.y - 1.3);
        float strand = noise(vec3(around * 40.0, rest.z * 1.3, rest.y * 1.3)) * 0.6
                     + noise(vec3(around * 110.0, rest.z * 2.2, 5.0)) * 0.4;
        if (curly > 0.5) strand = noise(rest * 15.0) * 0.55 + noise(rest * 34.0) * 0.45;
        if (extra.w > 0.5) {
            // A hull of long hair, cut to a bob and opened around the face.
            float open_to = mix(0.55, 0.95, smoothstep(1.0, -1.6, rest.z)) + 0.10 * (strand - 0.5);
            if (rest.z < -1.70 + 0.16 * (strand - 0.5) || rest.y < open_to) discard;
        } else if (extra.x + 0.16 * (strand - 0.5) < 0.03) discard;
        c = hair * (0.55 + 0.95 * strand);
        n = normalize(n + 0.35 * (strand - 0.5) * vec3(cos(around), -sin(around), 0.0));
        if (curly > 0.5) n = normalize(n + 0.7 * vec3(noise(rest * 20.0) - 0.5, noise(rest * 20.0 + 9.0) - 0.5, 0.0));
        gloss = curly > 0.5 ? 0.04 : 0.22 * strand + 0.05;
        sharp = 14.0;
        wrap = 0.15;
    } else if (material == 2) {
        if (extra.x < 0.42) discard;
        vec3 r = rest * rest_scale;
        float fold = noise(vec3(r.x * 9.0, r.y * 9.0, r.z * 22.0)) + 0.5 * noise(r * 34.0);
        n = normalize(n + 0.22 * vec3(noise(r * 17.0) - 0.5, 0.0, noise(r * 15.0 + 7.0) - 0.5));
        if (stripe_width > 0.0) {
            float band = fract(r.z / (2.0 * stripe_width));
            c = mix(colour, second, smoothstep(0.47, 0.53, band) * (1.0 - smoothstep(0.95, 1.0, band)));
        }
        c *= 0.86 + 0.12 * fold;
        if (extra.x < 0.60) c *= 0.72;
        gloss = 0.02;
        wrap = 0.12;
    } else if (material == 3) {
        c = paint_eye();
        gloss = 0.9;
        sharp = 120.0;
    } else if (material == 4) {
        gloss = 0.3;
        sharp = 50.0;
    } else if (material == 6) {
        gloss = 0.0;
    } else if (material == 8) {
        float ring = noise(vec3(world.x * 3.0, world.y * 34.0, 0.0)) + 0.4 * noise(vec3(world.x * 9.0, world.y * 120.0, 2.0));
        c = mix(colour, second, clamp(ring - 0.2, 0.0, 1.0));
        gloss = 0.08;
    } else if (material == 9) {
        c = colour * (0.97 + 0.06 * noise(world * 2.2));
        gloss = 0.0;
    }

    float shade = lit();
    vec3 key = vec3(1.00, 0.92, 0.82) * 2.30;
    vec3 sky = vec3(0.92, 0.94, 1.00) * 0.66, ground = vec3(0.62, 0.50, 0.42) * 0.42;
    float facing = dot(n, sun);
    float direct = max((facing + wrap) / (1.0 + wrap), 0.0) * mix(shade, 1.0, 0.0);
    vec3 light = key * direct + mix(ground, sky, n.z * 0.5 + 0.5);
    light += vec3(0.95, 0.86, 0.78) * 0.42 * max(dot(n, normalize(vec3(0.75, -0.60, 0.12))), 0.0);
    if (material == 0) {
        // Light that has gone through skin comes out red at the edge of the shade.
        float rim = smoothstep(-0.35, 0.05, facing) * (1.0 - smoothstep(0.05, 0.45, facing));
        light += vec3(0.30, 0.07, 0.04) * rim * shade;
    }
    vec3 half_way = normalize(sun + eye_way);
    float shine = gloss * pow(max(dot(n, half_way), 0.0), sharp) * (0.25 + 0.75 * shade);
    float edge = pow(1.0 - max(dot(n, eye_way), 0.0), 4.0);
    vec3 result = c * light * 0.66 + shine + (material == 0 || material == 2 ? 0.05 * edge * light * c : vec3(0.0));
    result = result * (1.0 + result * 0.12) / (1.0 + result * 0.42);
    float grain = (hash(vec3(gl_FragCoord.xy, dot(world, vec3(91.7, 33.1, 57.3)))) - 0.5) * 0.008;
    fragment = vec4(pow(max(result, 0.0), vec3(1.0 / 2.2)) + grain, 1.0);
}
