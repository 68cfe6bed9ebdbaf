// Terra, a stoneware mug: speckled glaze over raw clay.
#include "studio.inc"
#include "materials.inc"
#include "turned.inc"
#declare Clay = texture {
  pigment { granite scale 0.35 color_map { [0 srgb <0.62,0.45,0.33>] [0.6 srgb <0.70,0.53,0.40>] [1 srgb <0.52,0.36,0.26>] } }
  normal { average normal_map { [1 granite 0.12 scale 0.15] [1 gradient y 0.10 scale 0.05 turbulence 0.05] } }
  finish { diffuse 0.85 specular 0.03 roughness 0.1 }
}
#macro GlazeT(Base)
#declare Glaze = texture {
  pigment {
    crackle form <1,0,0> scale 0.075
    turbulence 0.25
    color_map { [0.0 srgb <0.42,0.32,0.24>] [0.13 srgb <0.50,0.40,0.30>] [0.17 Base*0.97] [0.5 Base] [1 Base*1.015] }
  }
  normal { average normal_map { [1 bumps 0.025 scale 0.12] [1 gradient y 0.05 sine_wave scale 0.085 turbulence 0.08] } }
  finish { diffuse 0.82 specular 0.45 roughness 0.006 reflection { 0.02, 0.22 falloff 4 } }
}
#end
#declare Sage = srgb <0.66, 0.71, 0.64>; #declare Milk = srgb <0.90, 0.87, 0.81>;
// the glaze ends in a wavy line above the foot
#macro Split(Base, H)
  texture {
    function { min(1, max(0, 0.5 + (y - H - 0.035*sin(atan2(z,x)*3+1) - 0.02*sin(atan2(z,x)*7))*40)) }
    texture_map { [0.40 Clay] [0.60 Glaze] }
  }
#end
#declare Wall = array[16] { <0.01,0.03>, <0.62,0.02>, <0.80,0.05>, <0.90,0.18>, <0.955,0.55>, <0.965,1.0>, <0.955,1.5>, <0.945,1.86>, <0.932,1.925>,
  <0.895,1.945>, <0.862,1.91>, <0.865,1.5>, <0.872,0.9>, <0.850,0.35>, <0.70,0.19>, <0.01,0.17> }
#declare HandleAt = spline { natural_spline
  0.00, <0.985,1.58,0> 0.16, <1.20,1.58,0> 0.34, <1.50,1.40,0> 0.50, <1.58,1.08,0> 0.66, <1.46,0.74,0> 0.84, <1.18,0.54,0> 1.0, <0.985,0.51,0> }
#declare Shape = union {
    object { Turned(Wall, 16, 140, 120) }
      union {
        #local i = 0; #local n = 110;
        #while (i <= n)
          #local c = HandleAt(i/n); #local Q = <c.x, c.y, 0>; #local r = 0.108 + 0.028*pow(abs(2*i/n-1), 3);
          sphere { Q, r }
          #if (i > 0) cone { Qo, ro, Q, r } #end
          #local Qo = Q; #local ro = r;
          #local i = i+1;
        #end
        scale <1,1,1.25>
      }
  }
// The glaze is costly to work out, so a plain copy throws the shadows.
#macro Mug(Base, H)
  GlazeT(Base)
  union {
    object { Shape Split(Base, H) no_shadow }
    object { Shape pigment { rgb 0.5 } no_image no_reflection no_radiosity }
  }
#end
union {
  object { Mug(Milk, 0.42) }
  cylinder { <0,0.3,0>, <0,1.52,0>, 0.868 texture { pigment { srgb <0.20,0.10,0.05> } finish { diffuse 0.5 specular 0.6 roughness 0.004 reflection { 0.03, 0.3 falloff 4 } } } }
  torus { 0.85, 0.022 translate 1.515*y pigment { srgb <0.50,0.32,0.18> } finish { specular 0.5 roughness 0.01 } }
  rotate 38*y translate <-0.55, 0, -0.3>
}
object { Mug(Sage, 0.42) rotate -22*y translate <1.35, 0, 1.35> }
Studio(1.9)
#switch (Shot)
  #case (1) Photo(<-0.3, 3.9, -8.2>, <0.42, 0.88, 0.2>, 30, 0, 0) #break
  #case (2) Photo(<0.9, 2.6, -4.3>, <0.03, 0.98, -0.5>, 31, 0, 0) #break
#end
