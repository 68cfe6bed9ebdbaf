// Faro, a desk lamp.
#declare KeyPower = 0.76; #declare SkyPower = 0.50;
#include "studio.inc"
#include "materials.inc"
#include "turned.inc"
#declare Green = texture { pigment { srgb <0.16,0.25,0.22> } normal { granite 0.015 scale 0.05 } finish { diffuse 0.7 specular 0.25 roughness 0.03 reflection { 0.01, 0.12 falloff 3 } } }
#declare Inner = texture { pigment { srgb <0.97,0.94,0.87> } finish { diffuse 0.85 emission 0.25 } }
#declare BaseLine = array[9] { <0.001,0.0>, <0.90,0.0>, <1.0,0.02>, <1.03,0.07>, <1.0,0.13>, <0.92,0.16>, <0.5,0.185>, <0.2,0.20>, <0.001,0.20> }
#declare ShadeLine = array[9] { <0.16,0.62>, <0.22,0.60>, <0.30,0.52>, <0.38,0.40>, <0.50,0.26>, <0.66,0.10>, <0.80,-0.10>, <0.90,-0.34>, <0.945,-0.52> }
#declare InLine = array[9] { <0.15,0.58>, <0.20,0.56>, <0.28,0.48>, <0.36,0.37>, <0.48,0.23>, <0.64,0.07>, <0.78,-0.12>, <0.885,-0.35>, <0.930,-0.52> }
#declare Elbow = <-1.02, 3.05, 0>; #declare Top = <0.62, 3.72, 0>;
#declare ShadeAt = transform { rotate <0,0,24> translate <0.98, 3.30, 0> }
#declare Lamp = union {
  object { Turned(BaseLine, 9, 60, 140) texture { Green } translate -0.62*x }
  cylinder { <-0.62,0.18,0>, <-0.62,0.30,0>, 0.13 texture { Brass } } torus { 0.13, 0.02 translate <-0.62,0.30,0> texture { Brass } }
  cylinder { <-0.62,0.28,0>, Elbow, 0.042 texture { Brass } }
  cylinder { Elbow, Top, 0.038 texture { Brass } }
  cylinder { Elbow - 0.14*z, Elbow + 0.14*z, 0.115 texture { Brass } } torus { 0.10, 0.015 rotate 90*x translate Elbow - 0.14*z texture { Brass } }
  cylinder { Elbow - 0.19*z, Elbow - 0.13*z, 0.06 texture { Steel } }
  // a counterweight behind the elbow
  cylinder { Elbow, Elbow - 0.42*vnormalize(Top-Elbow), 0.038 texture { Brass } }
  cylinder { Elbow - 0.34*vnormalize(Top-Elbow), Elbow - 0.66*vnormalize(Top-Elbow), 0.105 texture { Green } }
  sphere { Top, 0.085 texture { Brass } }
  union {
    object { Turned(ShadeLine, 9, 80, 140) texture { Green } }
    object { Turned(InLine, 9, 80, 140) texture { Inner } }
    torus { 0.9375, 0.012 translate -0.52*y texture { Brass } }
    cylinder { <0,0.50,0>, <0,0.72,0>, 0.165 texture { Brass } } sphere { 0, 0.165 scale <1,0.5,1> translate 0.72*y texture { Brass } }
    cylinder { <0,0.70,0>, <0,0.90,0>, 0.045 texture { Brass } }
    sphere { <0,-0.02,0>, 0.24 pigment { rgb 1 } finish { diffuse 0 emission srgb <1.25,1.12,0.90> } no_shadow }
    light_source { <0,-0.05,0>, srgb <1.0,0.82,0.58>*0.55 fade_distance 2.4 fade_power 2 }
    transform { ShadeAt }
  }
  // cable
  union {
    #local i = 0; #local SPc = spline { natural_spline 0, <-1.55,0.05,0.25> 0.3, <-2.1,0.035,0.6> 0.6, <-2.4,0.035,1.3> 0.8, <-3.4,0.035,1.7> 1, <-5.5,0.035,1.4> }
    #while (i <= 80) #local c = SPc(i/80); #local Q = <c.x,c.y,c.z>; sphere { Q, 0.032 } #if (i > 0) cylinder { Qo, Q, 0.032 } #end #local Qo = Q; #local i = i+1; #end
    pigment { srgb <0.80,0.74,0.62> } normal { bumps 0.4 scale 0.02 }
  }
}
object { Lamp rotate 22*y }
Studio(2.5)
#declare FP = vrotate(<0.75, 3.42, 0>, 22*y);
#switch (Shot)
  #case (1) Photo(<0.4, 3.0, -12.6>, <-0.14, 1.84, 0>, 28, 0, 0) #break
  #case (2) Photo(FP + <1.0, 0.35, -4.6>, FP + <0.05, -0.02, 0>, 29, 0, 0) #break
#end
