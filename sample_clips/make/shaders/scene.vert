#version 330
// One vertex shader for all that is drawn, also for the shadow pass (which reads only the position).
uniform mat4 view_projection;
uniform mat4 light_projection;
in vec3 in_position;
in vec3 in_normal;
in vec3 in_rest;
in vec2 in_uv;
in vec4 in_extra;
out vec3 world;
out vec3 normal;
out vec3 rest;
out vec2 uv;
out vec4 extra;
out vec4 in_light;

void main() {
    world = in_position;
    normal = in_normal;
    rest = in_rest;
    uv = in_uv;
    extra = in_extra;
    in_light = light_projection * vec4(in_position, 1.0);
    gl_Position = view_projection * vec4(in_position, 1.0);
}
